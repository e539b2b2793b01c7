import { basename, extname, resolve } from 'node:path';

import { app, dialog } from 'electron';

import { MAX_FARM_FILE_BYTES, parseFarmFileObject, parseFarmFileText } from '#engine/config/farm-file.ts';
import { readSmallFile } from '#engine/config/load-farm-file.ts';
import { AppError } from '#shared/errors.ts';
import type { FarmFile } from '#shared/model/farm-file.ts';

import type { FarmClient } from './engine-host.ts';
import type { Shell, ShellPart } from './shell.ts';

/** Farm files that the system hands to this app end so; inside they are YAML or JSON. */
const FARM_FILE_EXTENSION = '.hqfarm';
/** Accounts named in the question. */
const MAX_NAMED = 8;
const MAX_NAME = 60;

/** The farm file among the arguments of a program started in `folder`: one that was double-clicked. */
export function farmFileAmong(args: readonly string[], folder: string): string | null {
  const isFarmFile = (arg: string): boolean =>
    !arg.startsWith('-') && extname(arg).toLowerCase() === FARM_FILE_EXTENSION;
  const found = args.find(isFarmFile);
  return found === undefined ? null : resolve(folder, found);
}

function shown(text: string): string {
  const plain = text.replaceAll(/\p{C}/gu, '');
  return plain.length <= MAX_NAME ? plain : `${plain.slice(0, MAX_NAME - 1)}…`;
}

/** What the question before applying a farm file says: for whom the farm would mine, and where. */
export function farmFileQuestion(path: string, file: FarmFile): { message: string; detail: string } {
  const named = file.accounts.slice(0, MAX_NAMED).map(({ name, pools }) => {
    const [first] = pools;
    return `${shown(name)}: ${first === undefined ? 'no pool' : shown(first.url)}`;
  });
  const others = file.accounts.length - named.length;
  return {
    message: `Apply the farm file “${shown(basename(path))}”?`,
    detail: [
      'It takes the place of all accounts, their pools and quotas; accounts that it lacks are archived.',
      '',
      ...named,
      ...(others > 0 ? [`and ${others} more`] : []),
    ].join('\n'),
  };
}

/** A file that came from anywhere: it must not name other files or the environment of this computer. */
function readForeignFile(path: string): { file: FarmFile; raw: object } {
  const context = { fileName: basename(path), readFile: null, env: null };
  let text: string;
  try {
    text = readSmallFile(path, MAX_FARM_FILE_BYTES);
  } catch (cause) {
    throw new AppError('BAD_INPUT', `${basename(path)} cannot be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
  return { file: parseFarmFileText(text, context), raw: parseFarmFileObject(text, context) };
}

async function confirm(path: string, file: FarmFile): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Apply a farm file',
    buttons: ['Apply', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
    ...farmFileQuestion(path, file),
  });
  return response === 0;
}

/** Shows what is in a farm file and applies it where the owner agrees. A file that does not fit is explained. */
export async function applyFarmFile(path: string, client: FarmClient | null): Promise<boolean> {
  try {
    if (client === null) throw new AppError('UNAVAILABLE', 'The engine is not running.');
    const { file, raw } = readForeignFile(path);
    if (!(await confirm(path, file))) return false;
    await client.farm.applyFile(raw as Record<string, unknown>);
    return true;
  } catch (error) {
    await dialog.showMessageBox({
      type: 'error',
      title: 'Apply a farm file',
      message: 'The farm file was not applied.',
      detail: error instanceof Error ? error.message : String(error),
    });
    return false;
  }
}

/** Opens farm files: double-clicked, dropped on the app, or chosen from the menu. One at a time. */
export class FarmFileOpener {
  readonly #shell: Shell;
  readonly #waiting: string[] = [];
  #mayOpen = false;
  #isBusy = false;

  constructor(shell: Shell) {
    this.#shell = shell;
    // macOS says which file was double-clicked before the app is ready.
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.open(path);
    });
  }

  open(path: string): void {
    if (this.#waiting.length < MAX_NAMED) this.#waiting.push(path);
    void this.#work();
  }

  /** Lets the owner choose a file. */
  async choose(): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({
      title: 'Apply a farm file',
      properties: ['openFile'],
      filters: [
        { name: 'Farm files', extensions: ['hqfarm', 'yaml', 'yml', 'json'] },
        { name: 'All files', extensions: ['*'] },
      ],
    });
    for (const path of filePaths) this.open(path);
  }

  part(): ShellPart {
    return {
      name: 'farm files',
      onLoad: () => {
        this.#mayOpen = true;
        void this.#work();
      },
      onQuit: () => {
        this.#mayOpen = false;
      },
    };
  }

  async #work(): Promise<void> {
    if (!this.#mayOpen || this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let path = this.#waiting.shift(); path !== undefined; path = this.#waiting.shift())
        if (await applyFarmFile(path, this.#shell.host.client)) this.#shell.showWindow('#/accounts');
    } catch (error) {
      this.#shell.log.error({ err: error }, 'a farm file could not be opened');
    } finally {
      this.#isBusy = false;
    }
  }
}
