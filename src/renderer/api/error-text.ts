import { ORPCError } from '@orpc/client';

import { t, translateSentence } from '../i18n/t.ts';
import { callMessages as m } from './messages.ts';

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

/** One sentence for people about a failed call. The engine's own sentence is used where it wrote one, in the window's language. */
export function errorText(error: unknown): string {
  if (error instanceof ORPCError) {
    const issue = firstIssue(error.data);
    if (issue !== null) return t(m.badInput, { detail: translateSentence(issue) });
    if (error.code === 'INTERNAL' || error.code === 'INTERNAL_SERVER_ERROR') return t(m.unknown);
    return translateSentence(error.message);
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') return t(m.timeout);
  if (error instanceof Error && /not open|closed|abort/i.test(error.message + error.name)) return t(m.lost);
  return t(m.unknown);
}
