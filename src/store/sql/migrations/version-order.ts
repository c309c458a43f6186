/** The order in which a model's versions are listed by default: without it each page sorts all of them. */
export function versionOrderIndex(): string[] {
  return [`create index registered_versions_by_model_update on registered_versions (model, updated_at, version)`];
}
