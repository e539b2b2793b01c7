import type { WorkChange } from '#engine/proxy/binder.ts';

import type { Scheduler } from '#engine/scheduler/scheduler.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';

import type { FarmParts } from './farm-parts.ts';
import type { LiveFeed } from './live-feed.ts';
import { awayNotice, gapNotice } from './time-notices.ts';

export interface Wired extends FarmParts {
  scheduler: Scheduler;
  feed: LiveFeed;
  audit: AuditStore;
  /** False before the engine listens and while it stops: then nothing is opened. */
  isStarted: () => boolean;
}

/** Connects the parts' events: who hears of what, all in one place. */
export function wire(farm: Wired): void {
  wireSessions(farm);
  wireLogins(farm);
  wirePoolWords(farm);
  wireWork(farm);
  wireSettings(farm);
  wireTime(farm);
  wireHealth(farm);
}

/** What miners show is told to health; what health makes of it changes the plan. */
function wireHealth(farm: Wired): void {
  const { health, proxy, registry, marks, scheduler, feed, notices } = farm;
  const expect = (minerId: string): void =>
    health.setExpected(minerId, { nominalHashrate: registry.nominalOf(minerId) });
  proxy.sessionOpened.on((minerId) => {
    health.minerConnected(minerId);
    expect(minerId);
  });
  proxy.sessionClosed.on((minerId) => health.minerDisconnected(minerId));
  proxy.minersMerged.on((fromId) => health.forget(fromId));
  proxy.binder.jobIssued.on((minerId, accountId, difficulty) =>
    health.jobIssued(minerId, {
      difficulty,
      expectedHashrate: farm.lastHashrates.get(minerId) ?? null,
      accountId,
    }),
  );
  proxy.binder.workChanged.on(({ minerId, accountId }) => {
    if (accountId === null) health.minerParked(minerId);
  });
  proxy.desk.verified.on(({ minerId }) => health.shareVerified(minerId));
  proxy.desk.refused.on((minerId, kind) => health.shareRefused(minerId, kind));
  registry.changed.on(expect);
  marks.changed.on((kind, id) => {
    if (kind === 'miner' && !marks.get('miner', id)) health.pardon(id);
  });
  health.verdictChanged.on(() => {
    scheduler.replan();
    feed.touch();
  });
  health.outageChanged.on((outage) => {
    if (outage) {
      const { evidence, sinceMs } = outage;
      notices.add({ id: 'outage', severity: 'critical', text: evidence, sinceMs, subject: null });
    } else {
      notices.remove('outage');
    }
    feed.touch();
  });
}

/** Rounds that nobody saw end, and clocks that nobody saw move. */
function wireTime(farm: Wired): void {
  const { rounds, verdicts, notices, allocationLog, feed, log } = farm;
  if (verdicts.away) notices.add(awayNotice(farm, verdicts.away));
  rounds.gapNoticed.on((gap) => {
    log.warn({ ...gap, left: gap.left?.id ?? null }, 'the clock jumped, or the program stood still');
    allocationLog.interrupt(gap.fromMs);
    notices.add(gapNotice(farm, gap, rounds.current()));
    feed.touch();
  });
}

/** How pools answer the logins of accounts is kept; where it cannot be stored, mining goes on. */
function wireLogins({ upstreams, audit, log }: Wired): void {
  upstreams.logins.changed.on((accountId, { atMs, ...detail }) => {
    try {
      audit.add({ atMs, by: 'pool', action: 'account.login', subject: accountId, detail });
    } catch (error) {
      log.error({ err: error, accountId }, 'the result of a login could not be stored');
    }
  });
}

/** What pools tell the owner, one notice an endpoint; and what they ask that only a thief would. */
function wirePoolWords({ upstreams, notices, clock, feed }: Wired): void {
  const tell = (notice: {
    id: string;
    severity: 'info' | 'warning';
    text: string;
    accountId: string;
  }): void => {
    const { accountId, ...shown } = notice;
    notices.add({ ...shown, sinceMs: clock.nowMs(), subject: { kind: 'account', id: accountId } });
    feed.touch();
  };
  upstreams.messageShown.on((accountId, endpointId, text) => {
    if (text !== '')
      tell({ id: `said-${endpointId}`, severity: 'info', text: `${endpointId} says: ${text}`, accountId });
  });
  upstreams.reconnectRefused.on((accountId, endpointId, host) => {
    const text = `${endpointId} asked to move the connection to ${host}, which is not its own address. That is how hashrate is stolen; it was not followed.`;
    tell({ id: `thief-${endpointId}`, severity: 'warning', text, accountId });
  });
}

function wireSessions(farm: Wired): void {
  const { proxy, scheduler, feed, closedAt, allocationLog, clock } = farm;
  let isPlanDue = false;
  // A farm that connects at once is planned for once, not once per miner.
  const planSoon = (): void => {
    if (isPlanDue) return;
    isPlanDue = true;
    setImmediate(() => {
      isPlanDue = false;
      if (farm.isStarted()) scheduler.replan();
    });
  };
  proxy.sessionOpened.on((minerId) => {
    closedAt.delete(minerId);
    scheduler.forget(minerId);
    planSoon();
    feed.touch();
  });
  proxy.closing.on((minerId) => {
    const hashrate = proxy.minerMeters.hashrate(minerId, clock.monotonicMs());
    if (hashrate !== null) farm.lastHashrates.set(minerId, hashrate);
  });
  proxy.sessionClosed.on((minerId) => {
    closedAt.set(minerId, clock.monotonicMs());
    scheduler.forget(minerId);
    allocationLog.end(minerId);
    feed.touch();
  });
  proxy.binder.becameIneligible.on(() => scheduler.replan());
  farm.upstreams.connectionLost.on((connection) => proxy.binder.forgetIneligible(connection.accountId));
  proxy.minersMerged.on((fromId, intoId) => {
    closedAt.delete(fromId);
    farm.lastHashrates.delete(fromId);
    // The session goes on with the job it has, under the other id.
    const session = proxy.sessionOf(intoId);
    const accountId = session ? proxy.binder.workingFor(session) : null;
    if (accountId !== null) allocationLog.begin(intoId, accountId, `is the same miner as ${fromId}`);
  });
  proxy.binder.workChanged.on((change) => noteWork(farm, change));
  proxy.binder.workEnded.on((accountId) => {
    if (farm.workCount.remove(accountId)) farm.accountMeters.stop(accountId);
  });
}

/** A miner's current job belongs to another account now. */
function noteWork(farm: Wired, change: WorkChange): void {
  const { allocationLog, registry, workCount, accountMeters, clock, feed } = farm;
  const { minerId, accountId, previousAccountId, cause } = change;
  allocationLog.begin(minerId, accountId, cause);
  if (previousAccountId !== null && workCount.remove(previousAccountId))
    accountMeters.stop(previousAccountId);
  if (accountId !== null) {
    if (workCount.add(accountId)) accountMeters.start(accountId, clock.monotonicMs());
    registry.noteAccount(minerId, accountId);
  }
  feed.touch();
}

function wireWork(farm: Wired): void {
  const { ledger, verdicts, scheduler, proxy, accountMeters, rounds, upstreams, feed, notices, clock } = farm;
  proxy.desk.verified.on((share) => {
    if (accountMeters.has(share.accountId)) {
      accountMeters.add(share.accountId, clock.monotonicMs(), share.difficulty);
    }
  });
  proxy.desk.blockFound.on((block) => {
    const text = `${block.minerId} found a block for ${block.accountId}: ${block.hashHex}.`;
    const subject = { kind: 'account' as const, id: block.accountId };
    notices.add({ id: `block-${block.hashHex}`, severity: 'info', text, sinceMs: block.atMs, subject });
    feed.touch();
  });
  proxy.binder.reconnectNeeded.on((session, extranonce2Size, accountId) => {
    const text = `${session.minerId ?? session.address} was reconnected once: ${accountId}'s pool leaves it ${extranonce2Size} bytes of extranonce2.`;
    const id = `reconnect-${session.minerId ?? session.address}`;
    notices.add({ id, severity: 'info', text, sinceMs: clock.nowMs(), subject: null });
  });
  ledger.committed.on(() => {
    notices.remove('ledger');
    scheduler.replanIfNeeded();
    feed.touch();
  });
  ledger.failed.on((error) => {
    const text = `Shares cannot be recorded: ${error.message}. Miners are refused until this is mended.`;
    notices.add({ id: 'ledger', severity: 'critical', text, sinceMs: clock.nowMs(), subject: null });
    feed.touch();
  });
  verdicts.verdictChanged.on(() => {
    scheduler.replanIfNeeded();
    feed.touch();
  });
  rounds.roundChanged.on(() => {
    scheduler.replanIfNeeded();
    feed.touch();
  });
  upstreams.changed.on(() => {
    scheduler.replanIfNeeded();
    feed.touch();
  });
}

function wireSettings(farm: Wired): void {
  const { book, upstreams, scheduler, marks, registry, feed } = farm;
  book.changed.on((change) => {
    if (!farm.isStarted()) return;
    const known = new Set([...upstreams.all()].map((upstream) => upstream.account.id));
    upstreams.sync(book.upstreamAccounts());
    for (const account of book.list()) farm.proxy.binder.forgetIneligible(account.id);
    for (const accountId of change.newPasswords)
      if (known.has(accountId)) upstreams.get(accountId)?.loginAgain();
    scheduler.replan();
    feed.touch();
  });
  marks.changed.on(() => feed.touch());
  registry.changed.on(() => feed.touch());
}
