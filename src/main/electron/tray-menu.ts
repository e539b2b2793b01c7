import { formatHashrate } from '#shared/format.ts';

import { minerCount, type FarmSummary } from './farm-summary.ts';
import type { UpdateOffer } from './update-offer.ts';

/** One line of the tray's menu; `null` is a separator. */
export interface TrayItem {
  label: string;
  enabled?: boolean;
  checked?: boolean;
  run?: () => void;
}

export interface TrayActions {
  open: () => void;
  /** Shows what needs the owner. */
  openAlerts: () => void;
  quit: () => void;
  /** Null where the system offers no start at login. */
  setOpenAtLogin: ((open: boolean) => void) | null;
}

/** How the farm is, as the icon shows it. */
export type TrayLook = 'ok' | 'attention' | 'critical';

/** Windows cuts a tooltip after 127 characters. */
const MAX_TOOLTIP = 127;

/** Icon of the tray; `farm` is null while the engine does not run. */
export function trayLook(farm: FarmSummary | null): TrayLook {
  if (farm === null || farm.critical > 0) return 'critical';
  return farm.warnings > 0 ? 'attention' : 'ok';
}

/** First line of the tray's menu: what changes seldom, since an open menu closes when it is replaced. */
export function trayStatus(farm: FarmSummary | null): string {
  if (farm === null) return 'Hashquota: the engine is not running';
  if (farm.connected === 0) return 'Hashquota: no miners connected';
  return `Hashquota: ${minerCount(farm.working)} of ${farm.connected} working`;
}

/** `2 critical, 1 warning`; null where nothing needs the owner. */
function trayTrouble({ critical, warnings }: FarmSummary): string | null {
  const parts = [
    critical > 0 ? `${critical} critical` : '',
    warnings > 0 ? `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

/** The tooltip: the numbers, and the gravest trouble. */
export function trayTooltip(farm: FarmSummary | null): string {
  const rate = farm === null || farm.hashrate === null ? '' : `, ${formatHashrate(farm.hashrate)}`;
  const trouble = farm === null ? null : trayTrouble(farm);
  const more = farm === null || trouble === null ? '' : `\n${trouble}: ${farm.gravest ?? ''}`;
  const text = `${trayStatus(farm)}${rate}${more}`;
  return text.length <= MAX_TOOLTIP ? text : `${text.slice(0, MAX_TOOLTIP - 1)}…`;
}

/** The tray's menu, top to bottom. */
export function trayMenu(
  state: { farm: FarmSummary | null; openAtLogin: boolean; update: UpdateOffer | null },
  actions: TrayActions,
): (TrayItem | null)[] {
  const { farm, openAtLogin, update } = state;
  const { setOpenAtLogin } = actions;
  const trouble = farm === null ? null : trayTrouble(farm);
  const login: (TrayItem | null)[] =
    setOpenAtLogin === null
      ? []
      : [{ label: 'Start at login', checked: openAtLogin, run: () => setOpenAtLogin(!openAtLogin) }, null];
  return [
    { label: trayStatus(farm), enabled: false },
    ...(trouble === null ? [] : [{ label: `Show ${trouble}`, run: actions.openAlerts }]),
    null,
    { label: 'Open Hashquota', run: actions.open },
    ...(update === null ? [] : [{ label: update.label, ...(update.run && { run: update.run }) }]),
    ...login,
    { label: 'Quit and stop mining', run: actions.quit },
  ];
}
