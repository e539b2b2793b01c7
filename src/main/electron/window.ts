import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { app, BrowserWindow, screen, shell as system, type WebContents } from 'electron';

import type { Log } from '#engine/lib/log.ts';

import { fitBounds, LEAST_SIZE, parseBounds, type Rectangle } from './bounds.ts';
import { type IsKnownAddress, openOutside } from './links.ts';
import { APP_URL, isAppUrl } from './origin.ts';
import type { ShellPart } from './shell.ts';

export interface WindowDeps {
  dataDir: string;
  preload: string;
  icon: string;
  log: Log;
  /** Whether a machine of the farm has this address: its own page may be opened. */
  isKnownAddress: IsKnownAddress;
  /** The system ends the session; there is a second or two. */
  onSessionEnd: () => void;
}

/** The one window. Closing it hides it: the farm goes on mining, and the tray brings it back. */
export class FarmWindow {
  readonly #deps: WindowDeps;
  readonly #boundsFile: string;
  #window: BrowserWindow | null = null;
  #mayShow = false;
  #isQuitting = false;

  constructor(deps: WindowDeps) {
    this.#deps = deps;
    this.#boundsFile = join(deps.dataDir, 'window.json');
  }

  get id(): number | null {
    return this.#window === null || this.#window.isDestroyed() ? null : this.#window.webContents.id;
  }

  /** From here on the page can be served. */
  allow(): void {
    this.#mayShow = true;
  }

  /**
   * Brings the window to the front, at `place` (`#/alerts`) where one is given. Does nothing while the app is
   * still starting, or ending.
   */
  show(place = ''): void {
    if (!this.#mayShow || this.#isQuitting) return;
    if (this.#window === null || this.#window.isDestroyed()) {
      this.#window = this.#create(place);
      return;
    }
    // An address that differs behind its # only is a change of page inside the page.
    if (place !== '') this.#load(this.#window, place);
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  reload(): void {
    if (this.#window !== null && !this.#window.isDestroyed()) this.#window.webContents.reload();
  }

  /** From here on a close is a close. */
  destroy(): void {
    this.#isQuitting = true;
    if (this.#window !== null && !this.#window.isDestroyed()) this.#window.destroy();
    this.#window = null;
  }

  #create(place: string): BrowserWindow {
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const window = new BrowserWindow({
      ...fitBounds(this.#savedBounds(), areas),
      minWidth: LEAST_SIZE.width,
      minHeight: LEAST_SIZE.height,
      title: 'Hashquota',
      icon: this.#deps.icon,
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload: this.#deps.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      this.#saveBounds(window.getNormalBounds());
      if (this.#isQuitting) return;
      event.preventDefault();
      window.hide();
    });
    window.on('session-end', () => this.#deps.onSessionEnd());
    window.on('unresponsive', () => this.#deps.log.warn({}, 'the window does not respond'));
    this.#load(window, place);
    return window;
  }

  #load(window: BrowserWindow, place: string): void {
    window.loadURL(`${APP_URL}${place}`).catch((error: unknown) => {
      this.#deps.log.error({ err: error }, 'the window could not load its page');
    });
  }

  /** Keeps `contents` on our own page; links go to the system's browser where the rule allows it. */
  confine(contents: WebContents): void {
    const { isKnownAddress, log } = this.#deps;
    const stayInside = (event: { preventDefault(): void; url: string }): void => {
      if (!isAppUrl(event.url)) event.preventDefault();
    };
    contents.on('will-navigate', stayInside);
    contents.on('will-frame-navigate', stayInside);
    contents.on('will-redirect', stayInside);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url, isKnownAddress, (address) => system.openExternal(address)).catch((error: unknown) =>
        log.warn({ err: error }, 'the system could not open a link'),
      );
      return { action: 'deny' };
    });
  }

  #savedBounds(): Rectangle | null {
    try {
      return parseBounds(readFileSync(this.#boundsFile, 'utf8'));
    } catch {
      return null;
    }
  }

  #saveBounds(bounds: Rectangle): void {
    try {
      writeFileSync(this.#boundsFile, JSON.stringify(bounds));
    } catch (error) {
      this.#deps.log.warn({ err: error }, "the window's place could not be saved");
    }
  }
}

/** Keeps every page inside `app://farm/` and brings the window up unless the app starts hidden. */
export function initWindow(window: FarmWindow, options: { hidden: boolean }): ShellPart {
  return {
    name: 'window',
    onLoad() {
      app.on('web-contents-created', (_event, contents) => window.confine(contents));
      app.on('activate', () => window.show());
      // Without a listener Electron would quit with its last window.
      app.on('window-all-closed', () => undefined);
      window.allow();
      if (!options.hidden) window.show();
    },
    onQuit() {
      window.destroy();
    },
  };
}
