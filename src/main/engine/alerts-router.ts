import { implement } from '@orpc/server';

import { alertsContract } from '#shared/contract/alerts.ts';

import type { AlertDesk } from './alert-desk.ts';
import type { CallContext } from './call-context.ts';

const os = implement(alertsContract).$context<CallContext>();

/** Alerts, the rules that find them, and the channels that tell them. */
export function alertsProcedures(desk: AlertDesk) {
  return {
    list: os.list.handler(() => desk.list()),
    history: os.history.handler(({ input }) => desk.history(input)),
    events: os.events.handler(({ signal }) => desk.events(signal)),
    acknowledge: os.acknowledge.handler(({ input, context }) => desk.acknowledge(input.id, context.by)),
    snooze: os.snooze.handler(({ input, context }) => desk.snooze(input.id, input.untilMs, context.by)),
    rules: os.rules.handler(() => desk.rules()),
    setRule: os.setRule.handler(({ input, context }) => desk.setRule(input, context.by)),
    resetRule: os.resetRule.handler(({ input, context }) => desk.resetRule(input.id, context.by)),
    channels: os.channels.handler(() => desk.channels()),
    setChannels: os.setChannels.handler(({ input, context }) => desk.setChannels(input, context.by)),
    testChannel: os.testChannel.handler(({ input, signal }) => desk.testChannel(input.id, signal)),
  };
}
