import type { WorkChange } from '#engine/proxy/binder.ts';

import type { Engine } from './engine.ts';

/** Connects the parts' events: who hears of what, all in one place. */
export function wire(engine: Engine): void {
  wireSessions(engine);
  wireWork(engine);
  wireSettings(engine);
}

function wireSessions(engine: Engine): void {
  const { proxy, scheduler, feed, closedAt, allocationLog, options } = engine;
  proxy.sessionOpened.on((minerId) => {
    closedAt.delete(minerId);
    scheduler.forget(minerId);
    scheduler.replan();
    feed.touch();
  });
  proxy.sessionClosed.on((minerId) => {
    closedAt.set(minerId, options.clock.monotonicMs());
    scheduler.forget(minerId);
    allocationLog.end(minerId);
    feed.touch();
  });
  proxy.binder.becameIneligible.on(() => scheduler.replan());
  engine.upstreams.connectionLost.on((connection) => proxy.binder.forgetIneligible(connection.accountId));
  proxy.minersMerged.on((fromId) => closedAt.delete(fromId));
  proxy.binder.workChanged.on((change) => noteWork(engine, change));
  proxy.binder.workEnded.on((accountId) => {
    if (engine.workCount.remove(accountId)) engine.accountMeters.stop(accountId);
  });
}

/** A miner's current job belongs to another account now. */
function noteWork(engine: Engine, change: WorkChange): void {
  const { allocationLog, registry, workCount, accountMeters, options, feed } = engine;
  const { minerId, accountId, previousAccountId, cause } = change;
  allocationLog.begin(minerId, accountId, cause);
  if (previousAccountId !== null && workCount.remove(previousAccountId))
    accountMeters.stop(previousAccountId);
  if (accountId !== null) {
    if (workCount.add(accountId)) accountMeters.start(accountId, options.clock.monotonicMs());
    registry.noteAccount(minerId, accountId);
  }
  feed.touch();
}

function wireWork(engine: Engine): void {
  const { ledger, verdicts, scheduler, proxy, accountMeters, rounds, upstreams, feed, notices, options } =
    engine;
  proxy.desk.verified.on((share) => {
    if (accountMeters.has(share.accountId)) {
      accountMeters.add(share.accountId, options.clock.monotonicMs(), share.difficulty);
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
    notices.add({ id, severity: 'info', text, sinceMs: options.clock.nowMs(), subject: null });
  });
  ledger.committed.on(() => {
    notices.remove('ledger');
    scheduler.replanIfNeeded();
    feed.touch();
  });
  ledger.failed.on((error) => {
    const text = `Shares cannot be recorded: ${error.message}. Miners are refused until this is mended.`;
    notices.add({ id: 'ledger', severity: 'critical', text, sinceMs: options.clock.nowMs(), subject: null });
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

function wireSettings(engine: Engine): void {
  const { book, upstreams, scheduler, marks, registry, feed } = engine;
  book.changed.on((change) => {
    if (!engine.isStarted) return;
    const known = new Set([...upstreams.all()].map((upstream) => upstream.account.id));
    upstreams.sync(book.upstreamAccounts());
    for (const account of book.list()) engine.proxy.binder.forgetIneligible(account.id);
    for (const accountId of change.newPasswords)
      if (known.has(accountId)) upstreams.get(accountId)?.loginAgain();
    scheduler.replan();
    feed.touch();
  });
  marks.changed.on(() => feed.touch());
  registry.changed.on(() => feed.touch());
}
