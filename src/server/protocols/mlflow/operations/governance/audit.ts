import type { AuditFilter } from "../../../../../access/index.js";
import { encodeJson } from "../../../../../core/index.js";
import { verbatim } from "../../write-reply.js";
import { given } from "../tracking/message.js";
import { placeOf, tokenOf } from "../tracking/pages.js";
import type { OperationOf } from "./message.js";

const DEFAULT_PAGE = 100;

export const listAudit: OperationOf<"listAudit"> = async ({ governance }, message) => {
  const { max_results: limit = DEFAULT_PAGE, page_token, ...wished } = message;
  const filter = filterOf(wished);
  const [before] = placeOf(page_token, filter) ?? [];
  const page = { limit: limit + 1, ...(before !== undefined && { before: Number(before) }) };
  const found = await governance.audit.list(filter, page);
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  const next = found.length > limit && last ? [last.seq] : null;
  return { entries: verbatim(encodeJson(entries)), next_page_token: tokenOf(next, filter) };
};

function filterOf(wished: Parameters<typeof listAudit>[1]): AuditFilter {
  const { outcome, since, until } = wished;
  const [actor, what, target] = [given(wished.actor), given(wished.what), given(wished.target)];
  return {
    ...(actor !== undefined && { actor }),
    ...(what !== undefined && { what }),
    ...(target !== undefined && { target }),
    ...(outcome !== undefined && { outcome }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}
