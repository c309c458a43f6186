import Type from "typebox";
import { Event } from "../../pipelines/index.js";
import { defineOperation } from "../operation.js";
import { forwardPageQuery, pageOf, readPage } from "../page.js";

export const listEvents = defineOperation({
  id: "monitoring.list_events",
  method: "GET",
  path: "/v1/events",
  permission: "events:read",
  summary: "What happened, oldest first: alerts, retrainings, promotions, rollbacks",
  input: {
    query: forwardPageQuery({ kind: Type.Optional(Type.String()), subject: Type.Optional(Type.String()) }),
  },
  output: pageOf(Event),
  failures: [],
  run({ events }, { query }) {
    const { limit: asked, ...filter } = query;
    return readPage(
      asked,
      (limit) => events.list({ ...filter, limit }),
      (event) => event.id,
    );
  },
});
