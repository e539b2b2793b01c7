/**
 * What a reading must say about one reply: a few fields, each worked out by hand from the raw reply and the
 * documented unit of its key. A field that is not listed is not checked; null is checked.
 */
export interface Expected {
  model?: string | null;
  firmware?: string | null;
  mac?: string | null;
  serial?: string | null;
  /** H/s. */
  now?: number | null;
  average?: number | null;
  nominal?: number | null;
  boards?: number;
  firstSerial?: string;
  chips?: number | null;
  boardTemp?: number | null;
  chipTemp?: number | null;
  inlet?: number | null;
  outlet?: number | null;
  fans?: number[];
  power?: number | null;
  uptime?: number | null;
  asleep?: boolean | null;
  pools?: number;
  firstPool?: {
    url: string;
    user: string | null;
    status: string;
    accepted?: number | null;
    rejected?: number | null;
  };
  faults?: number;
  firstFault?: string | null;
}

/** One MH/s, GH/s in H/s, as the guide's unit table gives them. */
export const MH = 1e6;
export const GH = 1e9;
