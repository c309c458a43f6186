/** Facts that go with a log event. Never put a secret in here. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** An event name (`stage.what_happened`) and facts. `error` means that a person must act. */
export interface Log {
  debug(event: string, facts?: LogFacts): void;
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
}

/** A log that keeps nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
