import type { Kysely } from "kysely";
import type { Table } from "../../learn/index.js";
import { type Shape, sameShape, shapeOf } from "../columns/shape.js";
import type { Tables } from "./schema.js";

/** The shapes of logged tables, kept once each and remembered by their numbers. */
export interface Shapes {
  /** The number of a table's shape, a new one when it was never seen. It is committed when it is given. */
  numberOf(table: Table): Promise<number>;
  shape(number: number): Promise<Shape>;
}

/** Not for use inside a transaction: a number must not be remembered that is rolled back afterwards. */
export function createShapes(db: Kysely<Tables>): Shapes {
  const known: { readonly number: number; readonly shape: Shape }[] = [];
  const remember = (number: number, shape: Shape): void => {
    if (!known.some((one) => one.number === number)) known.push({ number, shape });
  };
  return {
    async numberOf(table) {
      const there = known.find((one) => sameShape(table, one.shape));
      if (there) return there.number;
      const body = JSON.stringify(shapeOf(table));
      await db
        .insertInto("shapes")
        .values({ body })
        .onConflict((conflict) => conflict.column("body").doNothing())
        .execute();
      const { id } = await db.selectFrom("shapes").select("id").where("body", "=", body).executeTakeFirstOrThrow();
      remember(id, shapeOf(table));
      return id;
    },
    async shape(number) {
      const there = known.find((one) => one.number === number);
      if (there) return there.shape;
      const row = await db.selectFrom("shapes").select("body").where("id", "=", number).executeTakeFirstOrThrow();
      const shape = JSON.parse(row.body) as Shape;
      remember(number, shape);
      return shape;
    },
  };
}
