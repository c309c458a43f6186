import type { GateResult } from "../types.js";
import { aliasGateText } from "./gate-text.js";
import type { AliasGate } from "./types.js";
import type { MeasuredVersion } from "./version-metrics.js";

/** The version that holds the alias now, with what was measured of it. */
export interface Holder {
  readonly uri: string;
  readonly measured: MeasuredVersion;
}

/** Decimal margins are not exact in binary: 0.57 is better than 0.56 by 0.01, whatever the last bit says. */
const LAST_BITS = 1e-12;

/** Judges one gate. A metric that is missing or NaN fails it; without a holder there is nothing to beat. */
export function judgeAliasGate(gate: AliasGate, candidate: MeasuredVersion, holder: Holder | null): GateResult {
  const found = candidate.find(gate.metric);
  const result = (passed: boolean, sentence: string, evidence: GateResult["evidence"] = {}): GateResult => {
    return { gate: aliasGateText(gate), passed, sentence, evidence };
  };
  if (found === null) return result(false, candidate.absence(gate.metric));
  const { value, place } = found;
  if (Number.isNaN(value)) return result(false, `${gate.metric} of ${place} is not a number`);
  if (gate.kind !== "betterThanHolder") {
    const passed = gate.kind === "atLeast" ? value >= gate.value : value <= gate.value;
    const words = `${passed ? "" : "not "}${gate.kind === "atLeast" ? "at least" : "at most"} ${gate.value}`;
    return result(passed, `${gate.metric} of ${place} is ${value}, ${words}`, { value });
  }
  if (holder === null) return result(true, "there is no version to beat", { value });
  const { passed, sentence, evidence } = compared(gate, value, holder);
  return result(passed, `${gate.metric} of ${place} is ${value}, ${sentence}`, { value, ...evidence });
}

function compared(gate: Extract<AliasGate, { kind: "betterThanHolder" }>, value: number, { uri, measured }: Holder) {
  const held = measured.find(gate.metric);
  if (held === null || Number.isNaN(held.value)) {
    const why = held ? `${gate.metric} of ${held.place} is not a number` : measured.absence(gate.metric);
    return { passed: false, sentence: `but of ${uri}, which it would replace: ${why}`, evidence: {} };
  }
  const gain = gate.direction === "up" ? value - held.value : held.value - value;
  const passed = gain >= gate.margin - LAST_BITS * Math.max(Math.abs(value), Math.abs(held.value));
  const words = `at least ${gate.margin} ${gate.direction === "up" ? "above" : "below"} the ${held.value} of ${uri}`;
  return { passed, sentence: `${passed ? "" : "not "}${words}`, evidence: { holder: held.value, gain } };
}
