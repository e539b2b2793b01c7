/**
 * What a counted share is or became. The numbers stand in the database and never change. A share sent to a
 * pool is always in exactly one of pending, credited, stale, in doubt or rejected; `straddling` is counted
 * beside them; the two `answered` ones are our own refusals, which no pool ever saw.
 */
export const WORK_KIND = {
  verified: 1,
  pending: 2,
  credited: 3,
  stale: 4,
  'in-doubt': 5,
  'rejected-duplicate': 6,
  'rejected-low-difficulty': 7,
  'rejected-unauthorized': 8,
  'rejected-other': 9,
  straddling: 10,
  'answered-stale': 11,
  'answered-rejected': 12,
} as const;

export type WorkKindName = keyof typeof WORK_KIND;
export type WorkKind = (typeof WORK_KIND)[WorkKindName];

const WORK_KIND_NAMES = Object.keys(WORK_KIND) as WorkKindName[];

const NAME_BY_KIND = new Map<number, WorkKindName>(WORK_KIND_NAMES.map((name) => [WORK_KIND[name], name]));

export function workKindName(kind: number): WorkKindName {
  const name = NAME_BY_KIND.get(kind);
  if (name === undefined) throw new Error(`unknown kind of work: ${kind}`);
  return name;
}
