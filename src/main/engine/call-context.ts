/** What every call brings along. */
export interface CallContext {
  /** Who asks: `desktop`, `browser`, `api`. Stored with marks and in the audit. */
  by: string;
}
