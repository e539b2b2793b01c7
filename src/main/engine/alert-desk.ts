import type {
  AlertChannelId,
  AlertChannelsInput,
  AlertChannelsView,
  AlertChannelTest,
  AlertEvent,
  AlertList,
  AlertRuleId,
  AlertRuleSettings,
  AlertRuleView,
  AlertView,
} from '#shared/model/alert.ts';

/** What the outside may ask about alerts; `by` is who asks, for the audit. */
export interface AlertDesk {
  list(): AlertList;
  history(page: { beforeMs?: number | undefined; limit?: number | undefined }): AlertView[];
  events(signal: AbortSignal | undefined): AsyncGenerator<AlertEvent, void, void>;
  acknowledge(id: string, by: string): AlertView;
  snooze(id: string, untilMs: number | null, by: string): AlertView;
  rules(): AlertRuleView[];
  setRule(rule: AlertRuleSettings, by: string): AlertRuleView[];
  resetRule(id: AlertRuleId, by: string): AlertRuleView[];
  channels(): AlertChannelsView;
  setChannels(input: AlertChannelsInput, by: string): AlertChannelsView;
  testChannel(id: AlertChannelId, signal?: AbortSignal): Promise<AlertChannelTest>;
}
