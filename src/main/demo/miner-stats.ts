import type { ShareAnswer } from './miner-link.ts';

const MAX_REJECTIONS = 100;

/** What a miner has seen since it was made. */
export class MinerStats {
  connects = 0;
  closes = 0;
  authorizeFailures = 0;
  notifies = 0;
  /** Notifies that were unreadable, or repeated a job id where the firmware minds. */
  ignoredNotifies = 0;
  hashes = 0;
  submitted = 0;
  accepted = 0;
  rejected = 0;
  /** Shares whose connection ended before their answer. */
  lost = 0;
  /** Per error code; null where a refusal carried none. */
  readonly rejectedByCode = new Map<number | null, number>();
  /** The last 100 refusals. */
  readonly rejections: ShareAnswer[] = [];

  answered(answer: ShareAnswer): void {
    if (answer.outcome === 'accepted') this.accepted += 1;
    else if (answer.outcome === 'lost') this.lost += 1;
    else {
      this.rejected += 1;
      this.rejectedByCode.set(answer.code, (this.rejectedByCode.get(answer.code) ?? 0) + 1);
      if (this.rejections.push(answer) > MAX_REJECTIONS) this.rejections.shift();
    }
  }
}
