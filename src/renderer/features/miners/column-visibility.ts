type Visibility = Readonly<Record<string, boolean>>;

/** What only a machine on the LAN tells. */
const NO_MACHINE_COLUMNS = {
  model: false,
  firmware: false,
  temperature: false,
  powerWatts: false,
  efficiency: false,
  mac: false,
};

/** What a window of ordinary width leaves to the details, so that the table needs no scrolling sideways. */
export const ORDINARY_COLUMNS: Visibility = {
  ...NO_MACHINE_COLUMNS,
  nominalHashrate: false,
  difficulty: false,
  rejectedShares: false,
  staleShares: false,
  userAgent: false,
  switches: false,
};

/** What a wide window leaves out: what machines tell where none is known, else what they tell better. */
export const WIDE_COLUMNS: { bare: Visibility; withMachines: Visibility } = {
  bare: NO_MACHINE_COLUMNS,
  withMachines: {
    firmware: false,
    mac: false,
    difficulty: false,
    staleShares: false,
    userAgent: false,
    switches: false,
  },
};

/** What a narrow window shows; the rest is in the details. */
export const NARROW_COLUMNS: Visibility = {
  ...ORDINARY_COLUMNS,
  __check__: false,
  actions: false,
  ofNominal: false,
  acceptedShares: false,
  lastShareAtMs: false,
  address: false,
  role: false,
};
