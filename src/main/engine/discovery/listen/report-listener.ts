import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';

import { isPrivateAddress } from '#engine/discovery/scan/ipv4.ts';
import { suggestNetworks } from '#engine/discovery/scan/interfaces.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { ButtonReport, DiscoveryView } from '#shared/model/machine.ts';

import { BUTTON_MAKERS } from './button-makers.ts';
import type { ButtonMaker, ButtonPress } from './button-makers.ts';
import { parseAnnouncement } from './mdns.ts';

export interface ListenOptions {
  /** Makers and their ports; tests listen on others. */
  makers?: readonly ButtonMaker[];
  mdnsPort?: number;
  /** Addresses of this PC on whose networks announcements are listened for; its physical ones unless given. */
  interfaces?: () => readonly string[];
}

type ListenView = Pick<DiscoveryView, 'listeningUntilMs' | 'listenTrouble' | 'reports'>;

const MAX_LISTEN_MS = 5 * 60_000;
/** A press sends a burst. */
const REPEAT_MS = 10_000;
const MAX_REPORTS = 200;
/** Different reports within the repeat time; more is no person pressing buttons. */
const MAX_RECENT = 500;
const MDNS_PORT = 5353;
const MDNS_GROUP = '224.0.0.251';

/**
 * Listens for miners that report themselves: the makers' UDP button reports and mDNS announcements. Sends
 * nothing, and holds the ports only while somebody has asked it to listen, five minutes at most.
 */
export class ReportListener {
  /** A machine reported itself. */
  readonly reported = new Emitter<[ButtonReport]>();
  /** The view has changed. */
  readonly changed = new Emitter<[]>();
  readonly #clock: Clock;
  readonly #options: Required<ListenOptions>;
  #sockets: Socket[] = [];
  #untilMs: number | null = null;
  #troubles: string[] = [];
  #reports: ButtonReport[] = [];
  /** When each report was last heard, monotonic ms. */
  readonly #recent = new Map<string, number>();
  #cancelEnd: (() => void) | null = null;

  constructor(clock: Clock, options: ListenOptions = {}) {
    this.#clock = clock;
    this.#options = {
      makers: BUTTON_MAKERS,
      mdnsPort: MDNS_PORT,
      interfaces: () =>
        suggestNetworks()
          .filter(({ isVirtual }) => !isVirtual)
          .map(({ address }) => address),
      ...options,
    };
  }

  /** Listens for `forMs`, five minutes at most; begins anew if it listens already. Resolves when it listens. */
  async listen(forMs: number = MAX_LISTEN_MS): Promise<void> {
    this.#close();
    const limitMs = Math.min(Math.max(forMs, 0), MAX_LISTEN_MS);
    this.#untilMs = this.#clock.nowMs() + limitMs;
    this.#cancelEnd = this.#clock.after(limitMs, () => this.stop());
    const { makers } = this.#options;
    await Promise.all([...makers.map((maker) => this.#listenTo(maker)), this.#listenToMdns()]);
    this.changed.emit();
  }

  /** Gives the ports back. Reports stay in the view. */
  stop(): void {
    if (this.#untilMs === null) return;
    this.#close();
    this.changed.emit();
  }

  view(): ListenView {
    return {
      listeningUntilMs: this.#untilMs,
      listenTrouble: this.#troubles.length === 0 ? null : this.#troubles.join(' '),
      reports: [...this.#reports],
    };
  }

  #close(): void {
    this.#cancelEnd?.();
    this.#cancelEnd = null;
    this.#untilMs = null;
    this.#troubles = [];
    for (const socket of this.#sockets) socket.close();
    this.#sockets = [];
  }

  async #listenTo({ port, makers, parse }: ButtonMaker): Promise<void> {
    await this.#bind(createSocket('udp4'), port, `${makers} reports`, (payload, sender) => {
      const press = parse(payload);
      if (press !== null) this.#note(press, sender);
    });
  }

  async #listenToMdns(): Promise<void> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    const isBound = await this.#bind(socket, this.#options.mdnsPort, 'mDNS', (packet, sender) => {
      const announcement = parseAnnouncement(packet);
      if (announcement !== null) this.#note({ maker: 'Bitaxe', mac: null, ...announcement }, sender);
    });
    if (!isBound) return;
    for (const address of this.#options.interfaces()) {
      try {
        socket.addMembership(MDNS_GROUP, address);
      } catch {
        this.#troubles.push(`mDNS announcements cannot be heard on the network of ${address}.`);
      }
    }
  }

  /** False when the port could not be had; the view then names it. */
  #bind(
    socket: Socket,
    port: number,
    what: string,
    onPacket: (payload: Uint8Array, sender: string) => void,
  ): Promise<boolean> {
    this.#sockets.push(socket);
    socket.on('message', (payload: Buffer, { address }: RemoteInfo) => onPacket(payload, address));
    return new Promise((resolve) => {
      socket.on('error', (error: NodeJS.ErrnoException) => {
        const isOurs = this.#sockets.includes(socket);
        this.#sockets = this.#sockets.filter((one) => one !== socket);
        if (isOurs) {
          this.#troubles.push(troubleOf(port, what, error.code ?? 'unknown error'));
          socket.close();
        }
        resolve(false);
      });
      socket.on('close', () => resolve(false));
      socket.bind(port, () => resolve(true));
    });
  }

  #note({ maker, address: told, mac }: ButtonPress, sender: string): void {
    const address = told !== null && isPrivateAddress(told) ? told : sender;
    const nowMs = this.#clock.monotonicMs();
    for (const [key, heardMs] of this.#recent) if (nowMs - heardMs >= REPEAT_MS) this.#recent.delete(key);
    const key = `${maker} ${address} ${mac}`;
    if (this.#recent.has(key) || this.#recent.size >= MAX_RECENT) return;
    this.#recent.set(key, nowMs);
    const report = { address, mac, maker, atMs: this.#clock.nowMs() };
    this.#reports = [...this.#reports, report].slice(-MAX_REPORTS);
    this.reported.emit(report);
    this.changed.emit();
  }
}

function troubleOf(port: number, what: string, code: string): string {
  const name = `UDP port ${port} (${what})`;
  return code === 'EADDRINUSE'
    ? `${name} is in use by another program: close it to hear these.`
    : `${name} cannot be listened on (${code}).`;
}
