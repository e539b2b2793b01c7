import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** A page inside a fake window; remembers what was set on it. */
export class FakeWebContents extends EventEmitter {
  static lastId = 0;
  readonly id = ++FakeWebContents.lastId;
  reloads = 0;
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: FakeWebContents['openHandler']): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads += 1;
  }
}

/** A window without a screen. */
export class FakeWindow extends EventEmitter {
  static readonly all: FakeWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: { webPreferences: Record<string, unknown> } & Record<string, unknown>;
  isVisible = false;
  isGone = false;
  loaded: string | null = null;

  constructor(options: FakeWindow['options']) {
    super();
    this.options = options;
    FakeWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(address: string): Promise<void> {
    this.loaded = address;
    this.emit('ready-to-show');
  }
  show(): void {
    this.isVisible = true;
  }
  hide(): void {
    this.isVisible = false;
  }
  focus(): void {}
  isMinimized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.isGone;
  }
  destroy(): void {
    this.isGone = true;
    this.isVisible = false;
  }
  getNormalBounds() {
    return { x: 10, y: 20, width: 1000, height: 700 };
  }
  /** What a click on the close button does. */
  clickClose(): void {
    let isPrevented = false;
    this.emit('close', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.destroy();
  }
}

/** Electron's MessagePortMain on Node's MessagePort: messages come as events, and wait for `start`. */
export class FakePortMain extends EventEmitter {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data }));
    this.#port.on('close', () => this.emit('close'));
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  close(): void {
    this.#port.close();
  }
}

class FakeMessageChannelMain {
  readonly port1: FakePortMain;
  /** Goes to the page, which has a plain port. */
  readonly port2: MessagePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new FakePortMain(port1);
    this.port2 = port2;
  }
}

class FakeApp extends EventEmitter {
  isPackaged = false;
  readonly paths: Record<string, string> = { exe: '/opt/hashquota', appData: '/nowhere' };
  readonly #exited = Promise.withResolvers<number>();
  readonly exited = this.#exited.promise;
  isSandboxed = false;

  enableSandbox(): void {
    this.isSandboxed = true;
  }
  setAppUserModelId(): void {}
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  getPath(name: string): string {
    return this.paths[name] ?? '';
  }
  /** What was set for the login, with the arguments that go with it. */
  loginItem: { openAtLogin: boolean; args?: string[] } = { openAtLogin: false };
  wasOpenedAtLogin = false;

  getLoginItemSettings(asked?: { args?: string[] }) {
    const isSame = JSON.stringify(asked?.args) === JSON.stringify(this.loginItem.args);
    return {
      openAtLogin: this.loginItem.openAtLogin && isSame,
      wasOpenedAtLogin: this.wasOpenedAtLogin,
    };
  }
  setLoginItemSettings(settings: { openAtLogin: boolean; args?: string[] }): void {
    this.loginItem = settings;
  }
  getVersion(): string {
    return '1.2.3';
  }
  requestSingleInstanceLock(): boolean {
    return true;
  }
  async whenReady(): Promise<void> {}
  quit(): void {
    this.emit('before-quit', { preventDefault: () => undefined });
  }
  exit(code: number): void {
    this.#exited.resolve(code);
  }
}

type Answer = (allowed: boolean) => void;

class FakeSession extends EventEmitter {
  permissionRequest: (contents: unknown, permission: string, answer: Answer) => void = () => undefined;
  permissionCheck: (contents: unknown, permission: string) => boolean = () => true;
  beforeRequest: (details: { url: string }, answer: (result: { cancel: boolean }) => void) => void = () =>
    undefined;
  isDeviceAllowed: () => boolean = () => true;
  readonly webRequest = {
    onBeforeRequest: (handler: FakeSession['beforeRequest']) => {
      this.beforeRequest = handler;
    },
  };

  setPermissionRequestHandler(handler: FakeSession['permissionRequest']): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: FakeSession['permissionCheck']): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.isDeviceAllowed = handler;
  }
  isSpellChecked = true;
  setSpellCheckerEnabled(isEnabled: boolean): void {
    this.isSpellChecked = isEnabled;
  }
}

/** A line of a menu, as its template says it. */
export interface FakeMenuItem {
  label?: string;
  role?: string;
  click?: () => void;
  submenu?: FakeMenuItem[];
}

/** A notification that is never on a screen. */
class FakeNotification extends EventEmitter {
  static readonly all: FakeNotification[] = [];
  readonly options: Record<string, unknown>;
  state: 'made' | 'shown' | 'closed' = 'made';

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    FakeNotification.all.push(this);
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    this.state = 'shown';
  }
  close(): void {
    this.state = 'closed';
  }
}

class FakeTray extends EventEmitter {
  static last: FakeTray | null = null;
  toolTip = '';
  /** Path of the icon shown. */
  icon: string;
  menu: FakeMenuItem[] = [];
  /** How often the menu was replaced. */
  menus = 0;
  isGone = false;

  constructor(icon: string) {
    super();
    this.icon = icon;
    FakeTray.last = this;
  }
  setImage(icon: string): void {
    this.icon = icon;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setContextMenu(menu: FakeMenuItem[]): void {
    this.menu = menu;
    this.menus += 1;
  }
  destroy(): void {
    this.isGone = true;
  }
}

const app = new FakeApp();
const defaultSession = new FakeSession();
const opened: string[] = [];
const errorBoxes: string[] = [];
const questions: { message: string; detail?: string }[] = [];
/** What the next questions are answered with; the last one stays. */
const answers: number[] = [1];
let shownMenu: FakeMenuItem[] = [];
const blockers = { started: [] as string[], stopped: [] as number[] };

function flipped(text: Buffer): Buffer {
  return Buffer.from(text.map((byte) => byte ^ 0x5a));
}

/** The parts of Electron that the shell uses, without a screen; a test replaces the module `electron` by it. */
export const fakeElectron = {
  app,
  BrowserWindow: FakeWindow,
  crashReporter: { start: () => undefined },
  dialog: {
    showErrorBox: (title: string, text: string) => void errorBoxes.push(`${title}: ${text}`),
    showMessageBox: async (question: { message: string; detail?: string }) => {
      questions.push(question);
      return { response: (answers.length > 1 ? answers.shift() : answers[0]) ?? 0 };
    },
    showOpenDialog: async () => ({ filePaths: [] as string[] }),
  },
  ipcMain: new EventEmitter(),
  Menu: {
    buildFromTemplate: (items: unknown) => items,
    setApplicationMenu: (menu: FakeMenuItem[]) => void (shownMenu = menu),
  },
  MessageChannelMain: FakeMessageChannelMain,
  nativeImage: { createFromPath: (path: string) => path },
  Notification: FakeNotification,
  powerMonitor: new EventEmitter(),
  powerSaveBlocker: {
    start: (kind: string) => blockers.started.push(kind),
    stop: (id: number) => void blockers.stopped.push(id),
  },
  protocol: {
    registerSchemesAsPrivileged: () => undefined,
    handle: () => undefined,
    unhandle: () => undefined,
  },
  safeStorage: {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: async (text: string) => flipped(Buffer.from(text)),
    decryptStringAsync: async (sealed: Buffer) => ({
      result: flipped(sealed).toString(),
      shouldReEncrypt: false,
    }),
  },
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] },
  session: { defaultSession },
  shell: {
    openExternal: async (address: string) => void opened.push(address),
    openPath: async (path: string) => void opened.push(path),
  },
  Tray: FakeTray,
  utilityProcess: {
    fork: () => {
      throw new Error('this test has no processes');
    },
  },
};

/** What the shell did to the outside. */
export const seen = {
  ...{ opened, errorBoxes, questions, answers, blockers },
  tray: () => FakeTray.last,
  menu: () => shownMenu,
  notifications: FakeNotification.all,
};
