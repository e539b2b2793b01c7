const MAX_ID_LENGTH = 64;

/**
 * The id of a new account: its name in the alphabet of ids (other characters become `_`), numbered where
 * that is taken, also by an archived account.
 */
export function newAccountId(name: string, isTaken: (id: string) => boolean): string {
  const base = name.replaceAll(/[^A-Za-z0-9._~-]/g, '_').slice(0, MAX_ID_LENGTH);
  let id = base;
  for (let number = 2; isTaken(id); number++) id = numbered(base, number);
  return id;
}

/** The id of an account's next endpoint: `alice~1`, `alice~2` … in the order of first sight, never used twice. */
export function newEndpointId(accountId: string, known: number, isTaken: (id: string) => boolean): string {
  let number = known + 1;
  while (isTaken(numbered(accountId, number))) number++;
  return numbered(accountId, number);
}

function numbered(base: string, number: number): string {
  const suffix = `~${number}`;
  return base.slice(0, MAX_ID_LENGTH - suffix.length) + suffix;
}
