/** What a window of ordinary width leaves to the details, so that the table needs no scrolling sideways. */
export const ORDINARY_COLUMNS: Readonly<Record<string, boolean>> = {
  nominalHashrate: false,
  difficulty: false,
  rejectedShares: false,
  staleShares: false,
  firmware: false,
  powerWatts: false,
  efficiency: false,
  mac: false,
  userAgent: false,
  switches: false,
  acceptedShares: false,
};

/** What a narrow window shows; the rest is in the details. */
export const NARROW_COLUMNS: Readonly<Record<string, boolean>> = {
  __check__: false,
  actions: false,
  nominalHashrate: false,
  ofNominal: false,
  difficulty: false,
  acceptedShares: false,
  rejectedShares: false,
  staleShares: false,
  lastShareAtMs: false,
  address: false,
  model: false,
  firmware: false,
  temperature: false,
  powerWatts: false,
  efficiency: false,
  mac: false,
  userAgent: false,
  role: false,
  switches: false,
};
