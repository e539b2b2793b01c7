import { minerCount, type FarmSummary } from './farm-summary.ts';

/** One line of the tray's menu; `null` is a separator. */
export interface TrayItem {
  label: string;
  enabled?: boolean;
  checked?: boolean;
  run?: () => void;
}

export interface TrayActions {
  open: () => void;
  quit: () => void;
  /** Null where the system offers no start at login. */
  setOpenAtLogin: ((open: boolean) => void) | null;
}

/** Sentence of the tray's tooltip and of its menu's first line. */
export function trayStatus(farm: FarmSummary | null): string {
  if (farm === null) return 'Hashquota: the engine is not running';
  if (farm.connected === 0) return 'Hashquota: no miners connected';
  return `Hashquota: ${minerCount(farm.working)} of ${farm.connected} working`;
}

/** The tray's menu, top to bottom. */
export function trayMenu(
  farm: FarmSummary | null,
  openAtLogin: boolean,
  actions: TrayActions,
): (TrayItem | null)[] {
  const { setOpenAtLogin } = actions;
  const login: (TrayItem | null)[] =
    setOpenAtLogin === null
      ? []
      : [{ label: 'Start at login', checked: openAtLogin, run: () => setOpenAtLogin(!openAtLogin) }, null];
  return [
    { label: trayStatus(farm), enabled: false },
    null,
    { label: 'Open Hashquota', run: actions.open },
    ...login,
    { label: 'Quit and stop mining', run: actions.quit },
  ];
}
