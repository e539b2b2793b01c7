import { rememberedStore } from './remembered-store.ts';

export const DENSITIES = ['compact', 'comfortable'] as const;
/** How much room rows and fields take. */
export type Density = (typeof DENSITIES)[number];

export const densityStore = rememberedStore<Density>('density', 'compact', (stored) =>
  DENSITIES.find((density) => density === stored),
);

/** Names, addresses and wallets are covered on screen, for screenshots and visitors. */
export const hideNamesStore = rememberedStore<boolean>('hide-names', false, (stored) =>
  typeof stored === 'boolean' ? stored : undefined,
);
