/** True for paths whose answers MLflow's clients read, also where nothing is; to one they send spans by OpenTelemetry's protocol. */
export function isMlflowPath(url: string): boolean {
  return /^\/((ajax-)?api|v1\/traces)(\/|\?|$)/.test(url);
}
