import { parseModelUri, refusalOf, verdictsOn } from "../../registry/index.js";
import { systemActor } from "../governance/audited.js";
import { systemClock } from "../system-clock.js";
import type { TrackingState } from "../tracking-store.js";

/**
 * A protected alias vouches for files that passed its gates and were approved. What has it but would not get it as it is now, such as a version whose
 * files were changed since, is not served by that name. Throws `registry.approval_missing`, `registry.gate_failed`.
 */
export async function requireDeservedAlias(state: TrackingState, uri: string): Promise<void> {
  const parsed = parseModelUri(uri);
  if (parsed?.kind !== "alias") return;
  const { name: model, alias } = parsed;
  const { governance, tracking, artifacts } = state;
  const verdicts = await verdictsOn(
    { governance, tracking, artifacts, clock: systemClock },
    {
      mover: { actor: systemActor(), mayRelease: true },
      // As if it were to get the alias now, from nobody.
      async claims(registered) {
        const version = (await registered.get(model)) && (await registered.byAlias(model, alias));
        return version ? [{ kind: "take", model, alias, version, holder: null }] : [];
      },
    },
  );
  const refusal = refusalOf(verdicts);
  if (refusal) throw refusal;
}
