import type { Gate, GateResult } from "./types.js";

/** What gates judge: metrics of the holdout, and both models' probabilities on it; no champion yet is null. */
export interface GateEvidence {
  readonly metrics: Readonly<Record<string, number>>;
  readonly labels: Float64Array;
  readonly candidate: Float64Array;
  readonly champion: Float64Array | null;
}

/** Judges every gate; a candidate passes when all do. A metric that is missing or NaN fails its gate. */
export async function evaluateGates(gates: readonly Gate[], evidence: GateEvidence): Promise<readonly GateResult[]> {
  const results: GateResult[] = [];
  for (const gate of gates) {
    results.push(gate.kind === "betterThanChampion" ? await compare(gate, evidence) : threshold(gate, evidence));
  }
  return results;
}

function threshold(gate: Exclude<Gate, { kind: "betterThanChampion" }>, { metrics }: GateEvidence): GateResult {
  const value = metrics[gate.metric] ?? Number.NaN;
  const passed = gate.kind === "atLeast" ? value >= gate.value : value <= gate.value;
  const words = gate.kind === "atLeast" ? "at least" : "at most";
  return {
    gate: `${gate.metric} ${gate.kind === "atLeast" ? ">=" : "<="} ${gate.value}`,
    passed,
    sentence: `${gate.metric} on the holdout is ${value.toFixed(4)}, ${passed ? "" : "not "}${words} ${gate.value}`,
    evidence: { value },
  };
}

async function compare(
  gate: Extract<Gate, { kind: "betterThanChampion" }>,
  evidence: GateEvidence,
): Promise<GateResult> {
  const name = `better than the champion in ${gate.metric}, ${Number((gate.confidence * 100).toFixed(2))} % sure`;
  if (!evidence.champion) return { gate: name, passed: true, sentence: "there is no champion to beat", evidence: {} };
  // Loaded when it is needed: a server that only keeps what others registered learns nothing.
  const { pairedRocAucTest } = await import("../learn/index.js");
  const test = pairedRocAucTest(evidence.labels, evidence.candidate, evidence.champion);
  const passed = test.pGreater <= 1 - gate.confidence;
  const sign = test.difference < 0 ? "−" : "+";
  return {
    gate: name,
    passed,
    sentence:
      `${gate.metric} on the holdout differs from the champion's by ${sign}${Math.abs(test.difference).toFixed(4)} ` +
      `± ${(1.96 * test.standardError).toFixed(4)}; chance that it is no better: ${(test.pGreater * 100).toFixed(1)} %`,
    evidence: { difference: test.difference, standardError: test.standardError, pGreater: test.pGreater },
  };
}
