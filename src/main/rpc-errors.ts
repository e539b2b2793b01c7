import { ORPCError, ValidationError } from '@orpc/server';

import type { Log } from '#engine/lib/log.ts';
import { AppError, ERROR_STATUS } from '#shared/errors.ts';

/** What one call of a procedure looks like from outside; the part of oRPC's interceptor that is needed. */
interface CallOptions<T> {
  next(): Promise<T>;
  path: readonly string[];
}

/**
 * An interceptor for any oRPC handler: lets only errors with our codes and one sentence for people out.
 * Bugs are logged with their stack and leave as `INTERNAL`.
 */
export function ownErrors(log: Log): <T>(options: CallOptions<T>) => Promise<T> {
  return async (options) => {
    try {
      return await options.next();
    } catch (error) {
      throw toOwnError(error, options.path.join('.'), log);
    }
  };
}

function toOwnError(error: unknown, procedure: string, log: Log): ORPCError<string, unknown> {
  if (error instanceof AppError) return fromAppError(error);
  if (error instanceof ORPCError) {
    if (error.cause instanceof AppError) return fromAppError(error.cause);
    const isInput = error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError;
    if (isInput) return fromAppError(new AppError('BAD_INPUT', inputSentence(error.cause)));
    if (error.code !== 'INTERNAL_SERVER_ERROR') return error;
  }
  log.error({ err: error, procedure }, 'a procedure failed by a bug');
  return fromAppError(
    new AppError('INTERNAL', 'Something went wrong inside Hashquota; the log says what.', { cause: error }),
  );
}

function fromAppError(error: AppError): ORPCError<string, unknown> {
  return new ORPCError(error.code, {
    status: ERROR_STATUS[error.code],
    message: error.message,
    cause: error,
  });
}

/** One sentence about the first field of an input that does not fit. */
function inputSentence(failure: unknown): string {
  const [issue] = failure instanceof ValidationError ? failure.issues : [];
  if (!issue) return 'The input does not fit.';
  let path = '';
  for (const step of issue.path ?? []) {
    const key = typeof step === 'object' ? step.key : step;
    path += typeof key === 'number' ? `[${key}]` : `${path === '' ? '' : '.'}${String(key).slice(0, 64)}`;
  }
  const words = issue.message.replace(/^Invalid input: /, '').replace(/[.\s]+$/, '');
  return `${path === '' ? 'input' : path}: ${words.slice(0, 300)}.`;
}
