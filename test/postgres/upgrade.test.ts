import { sql } from "kysely";
import { describe } from "vitest";
import { upgradeContract } from "../../src/store/sql/migrations/upgrade.contract.js";
import { openPostgres } from "../../src/store/sql/postgres/open.js";
import { POSTGRES_VERSION_TABLE } from "../../src/store/sql/postgres/version-table.js";
import { POSTGRES_WORDS } from "../../src/store/sql/words.js";
import { freshDatabase, run } from "./databases.js";

describe("a PostgreSQL database of an earlier schema", () => {
  upgradeContract({
    words: POSTGRES_WORDS,
    async make(statements) {
      const url = await freshDatabase();
      await run([POSTGRES_VERSION_TABLE, ...statements].join(";\n"), url);
      return url;
    },
    open: openPostgres,
    async schema(db) {
      const columns = sql<{ line: string }>`
        select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
          || a.attnotnull || ' ' || coalesce(l.collname, '') || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as line
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_collation l on l.oid = a.attcollation
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        order by 1`;
      const indexes = sql<{
        line: string;
      }>`select indexdef as line from pg_indexes where schemaname = 'public' order by 1`;
      const constraints = sql<{ line: string }>`
        select conrelid::regclass || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
        where connamespace = 'public'::regnamespace order by 1`;
      const parts = [await columns.execute(db), await indexes.execute(db), await constraints.execute(db)];
      return parts.flatMap((part) => part.rows.map((row) => row.line));
    },
  });
});
