import { readFileSync } from 'node:fs';

import { z } from 'zod';

import type { Log } from '#engine/lib/log.ts';

const MAX_BYTES = 65_536;

/** What the owner of this computer may set for the desktop app, in `desktop.json` of the data folder. */
const desktopSettings = z.strictObject({
  /** `utility`: the engine has a process of its own and goes on through a frozen window or an open dialog. */
  engine: z.enum(['in-process', 'utility']).default('in-process'),
  update: z
    .strictObject({
      /** Folder with `latest.yml`, `latest-mac.yml` and `latest-linux.yml`; https only. */
      feed: z.url({ protocol: /^https$/, hostname: /./ }),
      /** Names in the certificates that a Windows installer may be signed with. */
      publisherNames: z.array(z.string().min(1).max(200)).max(10).default([]),
    })
    .nullable()
    .default(null),
});
export type DesktopSettings = z.infer<typeof desktopSettings>;

const DEFAULTS: DesktopSettings = { engine: 'in-process', update: null };

/** Reads the file; what it lacks is as it comes, and a file that does not fit is left aside with a warning. */
export function readDesktopSettings(file: string, log: Log): DesktopSettings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isMissing) log.warn({ file, err: error }, 'the desktop settings cannot be read');
    return DEFAULTS;
  }
  try {
    if (text.length > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    return desktopSettings.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    log.warn({ file, reason }, 'the desktop settings do not fit and are not used');
    return DEFAULTS;
  }
}
