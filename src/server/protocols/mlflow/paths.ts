/** True for paths whose answers MLflow's clients read, also where nothing is. */
export function isMlflowPath(url: string): boolean {
  return /^\/(ajax-)?api(\/|\?|$)/.test(url);
}
