/** Which of Whatsminer's three APIs a firmware speaks. */
export type Generation = 'v1' | 'v2' | 'v3';

/** Firmware from this day on speaks the second API. */
const SECOND_API = 20220729;
/** Firmware from this day on speaks the third API on port 4433; 4028 may be closed or read-only. */
const THIRD_API = 20241101;

/** The API by the date that a firmware's name begins with (`20230803.11.REL`); null when there is none. */
export function generationOf(firmware: string | null): Generation | null {
  const day = Number(/(?:^|\D)(20\d{6})\.\d/.exec(firmware ?? '')?.[1]);
  if (Number.isNaN(day)) return null;
  if (day < SECOND_API) return 'v1';
  return day < THIRD_API ? 'v2' : 'v3';
}

/** Why the pools of a machine of this generation are not written; null where they are. */
export function whyPoolsAreNotWritten(generation: Generation | null): string | null {
  switch (generation) {
    case 'v2':
      return null;
    case 'v1':
      return (
        'This firmware is older than July 2022 and speaks Whatsminer’s first API, whose builds differ in how ' +
        'they take commands: it is only read. Update the firmware or change the pools with WhatsMinerTool.'
      );
    case 'v3':
      return (
        'The third API’s way of writing pools is not settled (two descriptions disagree), so it is only read. ' +
        'Change the pools with WhatsMinerTool.'
      );
    case null:
      return 'The firmware’s version is not known yet, and with it the way to write pools. Read the miner once.';
  }
}
