import type { CredentialScope, CredentialView, MachineView } from '#shared/model/machine.ts';

import { t } from '../../i18n/t.ts';
import { nameOf } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';

/** A login as it is being typed. */
export interface LoginDraft {
  /** `machine m-…` or `family …`. */
  target: string;
  user: string;
  password: string;
}

/** A family of the machines here, and the login that its maker sets. */
export interface LoginFamily {
  family: string;
  name: string;
  factoryLogin: MachineView['factoryLogin'];
}

/** Families here that have logins, by name. */
export function familiesOf(machines: readonly MachineView[]): LoginFamily[] {
  const families = new Map<string, LoginFamily>();
  for (const { family, familyName, controls, factoryLogin } of machines) {
    if (controls.needsCredential !== 'never')
      families.set(family, { family, name: familyName, factoryLogin });
  }
  return [...families.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** For whom a login is; null where there is nobody. */
export function scopeOf(target: string): CredentialScope | null {
  const [kind, id = ''] = target.split(' ');
  if (id === '') return null;
  return kind === 'machine' ? { kind: 'machine', machineId: id } : { kind: 'family', family: id };
}

/** For whom a kept login is, in words. */
export function scopeText({ scope }: CredentialView, machines: ReadonlyMap<string, MachineView>): string {
  if (scope.kind === 'machine') {
    const machine = machines.get(scope.machineId);
    return machine ? nameOf(machine) : scope.machineId;
  }
  const known = [...machines.values()].find(({ family }) => family === scope.family);
  return t(m.allOf, { family: known?.familyName ?? scope.family });
}
