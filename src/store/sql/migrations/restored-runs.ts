/** Restoring an experiment restores all its runs, so which of them were deleted with it is not kept any more. */
export function runsRestoredTogether(): string[] {
  return ["alter table tracked_runs drop column deleted_with_experiment"];
}
