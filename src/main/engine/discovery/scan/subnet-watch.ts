import { formatIpv4 } from './ipv4.ts';
import type { PortAnswer } from './probe-port.ts';

/** Connects before a subnet is judged. */
const FEWEST_CONNECTS = 16;
/** More own errors than this part of a subnet's connects, and it is left alone. */
const MOST_OWN_ERRORS = 0.05;
/** So many open addresses that say nothing, and no miner among them: a firewall answers for all of them. */
const MOST_MUTE = 64;

interface Subnet {
  asked: number;
  ownErrors: number;
  answered: boolean;
  silent: number;
  miners: number;
  mute: number;
  stopped: 'no-route' | 'mute' | null;
}

/** What is learnt of each block of 256 addresses while it is scanned, and which blocks are left alone for it. */
export class SubnetWatch {
  readonly #subnets = new Map<number, Subnet>();

  /** Counts one connect to an address. True: this PC's own errors are too many, go more slowly. */
  noteAnswer(address: number, answer: PortAnswer): boolean {
    const subnet = this.#at(address);
    subnet.asked += 1;
    if (answer === 'open' || answer === 'refused') subnet.answered = true;
    if (answer !== 'no-route') return answer === 'exhausted';
    subnet.ownErrors += 1;
    const isMuch = subnet.asked >= FEWEST_CONNECTS && subnet.ownErrors > subnet.asked * MOST_OWN_ERRORS;
    if (isMuch && !subnet.answered) subnet.stopped = 'no-route';
    return isMuch && subnet.answered;
  }

  noteSilent(address: number): void {
    this.#at(address).silent += 1;
  }

  noteMiner(address: number): void {
    this.#at(address).miners += 1;
  }

  /** An address that takes connections on every port and says nothing. */
  noteMute(address: number): void {
    const subnet = this.#at(address);
    subnet.mute += 1;
    if (subnet.mute >= MOST_MUTE && subnet.miners === 0) subnet.stopped ??= 'mute';
  }

  isStopped(address: number): boolean {
    return (this.#subnets.get(address >>> 8)?.stopped ?? null) !== null;
  }

  hasMiner(address: number): boolean {
    return (this.#subnets.get(address >>> 8)?.miners ?? 0) > 0;
  }

  /** Addresses that gave no whole answer in blocks with a miner. */
  silentNearMiners(): number {
    let silent = 0;
    for (const subnet of this.#subnets.values()) if (subnet.miners > 0) silent += subnet.silent;
    return silent;
  }

  /** True when nothing could be asked anywhere. */
  isAllStopped(): boolean {
    return this.#subnets.size > 0 && [...this.#subnets.values()].every(({ stopped }) => stopped !== null);
  }

  /** One sentence for each reason to leave blocks out. */
  notes(): string[] {
    const noRoute = this.#names('no-route');
    const mute = this.#names('mute');
    const leave =
      process.platform === 'darwin' ? ' Allow the program to use the local network in System Settings.' : '';
    return [
      ...(noRoute === null
        ? []
        : [`${noRoute} left out: this PC has no way there, or is not allowed to connect.${leave}`]),
      ...(mute === null
        ? []
        : [`${mute} left out: something takes connections for every address and never answers.`]),
    ];
  }

  #names(reason: Subnet['stopped']): string | null {
    const blocks = [...this.#subnets].filter(([, { stopped }]) => stopped === reason).map(([block]) => block);
    const first = blocks.sort((a, b) => a - b)[0];
    if (first === undefined) return null;
    const name = `${formatIpv4(first * 256)}/24`;
    return blocks.length === 1 ? `${name} is` : `${name} and ${blocks.length - 1} more networks are`;
  }

  #at(address: number): Subnet {
    const block = address >>> 8;
    let subnet = this.#subnets.get(block);
    if (subnet === undefined) {
      subnet = { asked: 0, ownErrors: 0, answered: false, silent: 0, miners: 0, mute: 0, stopped: null };
      this.#subnets.set(block, subnet);
    }
    return subnet;
  }
}
