import { z } from 'zod';

import { parseRanges } from '#engine/discovery/scan/ranges.ts';
import type { CredentialInput } from '#engine/machines/credential-book.ts';
import { AppError } from '#shared/errors.ts';
import {
  credentialScope,
  machineRules,
  type MachineRules,
  scanSchedule,
  type ScanSchedule,
} from '#shared/model/machine.ts';

import {
  type ConfigPlan,
  type ConfigSection,
  describeDifference,
  type IncomingSection,
} from '../config-section.ts';

/** What the section needs of the rooms that know the machines. */
export interface MachinesSectionDeps {
  schedule(): ScanSchedule;
  setSchedule(schedule: ScanSchedule, by: string): void;
  rules(): MachineRules;
  setRules(rules: MachineRules, by: string): void;
  /** All logins that can be read. */
  logins(): CredentialInput[];
  addLogin(login: CredentialInput, by: string): void;
  /** A machine of this id is known. */
  hasMachine(id: string): boolean;
}

/** Logins of one family; see `CredentialBook`. */
const MAX_PER_FAMILY = 3;

const machinesValue = z.strictObject({ schedule: scanSchedule, rules: machineRules });
const machinesSecrets = z.object({
  logins: z
    .array(z.object({ scope: credentialScope, user: z.string().max(128), password: z.string().max(256) }))
    .max(20_000),
});

/** The schedule of scans, the rules that act on machines, and, sealed, the machines' logins. */
export function machinesSection(deps: MachinesSectionDeps): ConfigSection {
  return {
    name: 'machines',
    export: () => ({ schedule: deps.schedule(), rules: deps.rules() }),
    secrets: () => ({ logins: deps.logins() }),
    plan: (incoming) => plan(deps, incoming),
  };
}

function plan(deps: MachinesSectionDeps, { value, secrets }: IncomingSection): ConfigPlan {
  const checked = machinesValue.safeParse(value);
  if (!checked.success)
    throw new AppError('BAD_INPUT', 'The section "machines" is not as this program knows it.');
  const { schedule, rules } = checked.data;
  if (schedule.everyMinutes !== null) parseRanges(schedule.ranges);
  const { added, warnings } = newLogins(deps, readLogins(secrets));
  const changes: ConfigPlan['changes'] = [];
  const scheduleText = describeDifference(deps.schedule(), schedule);
  if (scheduleText !== '') changes.push({ kind: 'changed', subject: 'scans', text: scheduleText });
  const rulesText = describeDifference(deps.rules(), rules);
  if (rulesText !== '') changes.push({ kind: 'changed', subject: 'rules', text: rulesText });
  for (const login of added)
    changes.push({ kind: 'added', subject: nameOf(login.scope), text: `Login of user ${login.user}.` });
  return {
    changes,
    warnings,
    apply(by) {
      if (scheduleText !== '') deps.setSchedule(schedule, by);
      if (rulesText !== '') deps.setRules(rules, by);
      for (const login of added) deps.addLogin(login, by);
    },
  };
}

function readLogins(secrets: unknown): CredentialInput[] {
  if (secrets === undefined) return [];
  const checked = machinesSecrets.safeParse(secrets);
  if (!checked.success)
    throw new AppError(
      'BAD_INPUT',
      'The logins of the section "machines" are not as this program knows them.',
    );
  return checked.data.logins;
}

/** Those that are not here yet, as far as there is room and a machine for them. */
function newLogins(
  deps: MachinesSectionDeps,
  logins: readonly CredentialInput[],
): { added: CredentialInput[]; warnings: string[] } {
  const here = deps.logins();
  const added: CredentialInput[] = [];
  let machinesMissing = 0;
  let familiesFull = 0;
  for (const login of logins) {
    if (here.some((one) => keyOf(one) === keyOf(login) && one.password === login.password)) continue;
    const { scope } = login;
    if (scope.kind === 'machine' && !deps.hasMachine(scope.machineId)) machinesMissing += 1;
    else if (scope.kind === 'family' && isFull([...here, ...added], login)) familiesFull += 1;
    else added.push(login);
  }
  const warnings: string[] = [];
  if (machinesMissing > 0)
    warnings.push(`Logins left out, since their machines are not known here yet: ${machinesMissing}.`);
  if (familiesFull > 0)
    warnings.push(`Logins left out, since a family has at most ${MAX_PER_FAMILY}: ${familiesFull}.`);
  return { added, warnings };
}

function isFull(logins: readonly CredentialInput[], login: CredentialInput): boolean {
  const users = new Set(
    logins.filter((one) => nameOf(one.scope) === nameOf(login.scope)).map(({ user }) => user),
  );
  return !users.has(login.user) && users.size >= MAX_PER_FAMILY;
}

function keyOf({ scope, user }: CredentialInput): string {
  return JSON.stringify([nameOf(scope), user]);
}

function nameOf(scope: CredentialInput['scope']): string {
  return scope.kind === 'machine' ? `machine ${scope.machineId}` : `family ${scope.family}`;
}
