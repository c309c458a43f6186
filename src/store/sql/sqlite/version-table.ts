/** The table of the steps that were taken. */
export const SQLITE_VERSION_TABLE =
  "create table if not exists schema_version (version integer primary key, name text not null) strict";
