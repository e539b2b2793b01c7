import type { PointPreviewLine } from '#shared/model/machine.ts';

/** What most pools take: they go by the worker name and ignore the password. */
export const PROPOSED_PASSWORD = 'x';

/** A pool whose password is asked for, once for all machines that have it with this worker. */
export interface AskedPassword {
  key: string;
  url: string;
  user: string;
  machines: number;
}

function keyOf(url: string, user: string): string {
  return JSON.stringify([url, user]);
}

/** The passwords to type, each once, in the order in which they come up. */
export function askedPasswords(lines: readonly PointPreviewLine[]): AskedPassword[] {
  const asked = new Map<string, AskedPassword>();
  for (const line of lines) {
    if (line.can !== true) continue;
    for (const { url, user } of line.passwordsAsked) {
      const key = keyOf(url, user);
      const known = asked.get(key);
      asked.set(key, { key, url, user, machines: (known?.machines ?? 0) + 1 });
    }
  }
  return [...asked.values()];
}

/** What is sent: every asked password as typed, or as proposed where the owner left it alone. */
export function typedPasswords(
  asked: readonly AskedPassword[],
  typed: Readonly<Record<string, string>>,
): { url: string; user: string; password: string }[] {
  return asked.map(({ key, url, user }) => ({ url, user, password: typed[key] ?? PROPOSED_PASSWORD }));
}

/** Machines that would be written, and those that would not, with the reason. */
export function splitPreview(lines: readonly PointPreviewLine[]): {
  can: PointPreviewLine[];
  cannot: PointPreviewLine[];
} {
  return {
    can: lines.filter(({ can }) => can === true),
    cannot: lines.filter(({ can }) => can !== true),
  };
}

/** A whole number of machines at a time, from 1 to 50; null where it is none. */
export function parseAtATime(text: string): number | null {
  const value = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(value) && value >= 1 && value <= 50 ? value : null;
}
