/** The table of the steps that were taken. Transactions also lock it: see `driver.ts`. */
export const POSTGRES_VERSION_TABLE =
  'create table if not exists schema_version (version bigint primary key, name text collate "C" not null)';
