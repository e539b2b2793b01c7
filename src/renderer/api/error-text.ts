import { ORPCError } from '@orpc/client';

import { t } from '../i18n/t.ts';

const messages = {
  lost: 'The connection to Hashquota is lost. Try again when it is back.',
  timeout: 'Hashquota did not answer in time.',
  badInput: 'Hashquota did not accept this: {detail}',
  unknown: 'Something went wrong in Hashquota. Its log has the details.',
};

interface Issue {
  message: string;
  path?: readonly unknown[];
}

function firstIssue(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues))
    return null;
  const issue = data.issues[0] as Issue | undefined;
  if (!issue) return null;
  const field = (issue.path ?? []).filter((part) => typeof part === 'string').join('.');
  return field === '' ? issue.message : `${field}: ${issue.message}`;
}

/** One sentence for people about a failed call. The engine's own sentence is used where it wrote one. */
export function errorText(error: unknown): string {
  if (error instanceof ORPCError) {
    const issue = firstIssue(error.data);
    if (issue !== null) return t(messages.badInput, { detail: issue });
    if (error.code === 'INTERNAL' || error.code === 'INTERNAL_SERVER_ERROR') return t(messages.unknown);
    return error.message;
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') return t(messages.timeout);
  if (error instanceof Error && /not open|closed|abort/i.test(error.message + error.name))
    return t(messages.lost);
  return t(messages.unknown);
}
