import { GyreError } from "../../core/index.js";
import type { AliasGate } from "./types.js";

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const THRESHOLD = new RegExp(`^(.+?)\\s*(>=|<=)\\s*(${NUMBER})$`, "i");
const BETTER = new RegExp(`^(.+?)\\s+better\\s+by\\s+(${NUMBER})(?:\\s+(up|down))?$`, "i");

/**
 * Reads a gate: `auc >= 0.8`, `rmse <= 3`, `auc better by 0.01`, which means higher, or `rmse better by 0.1 down`. Throws `registry.bad_value`.
 *
 * @example parseAliasGate("auc >= 0.8") // { kind: "atLeast", metric: "auc", value: 0.8 }
 */
export function parseAliasGate(text: string): AliasGate {
  const trimmed = text.trim();
  const threshold = THRESHOLD.exec(trimmed);
  if (threshold && Number.isFinite(Number(threshold[3]))) {
    const [, metric, sign, value] = threshold;
    return { kind: sign === ">=" ? "atLeast" : "atMost", metric, value: Number(value) };
  }
  const better = BETTER.exec(trimmed);
  if (better && Number(better[2]) >= 0 && Number.isFinite(Number(better[2]))) {
    const [, metric, margin, direction = "up"] = better;
    return {
      kind: "betterThanHolder",
      metric,
      direction: direction.toLowerCase() === "down" ? "down" : "up",
      margin: Number(margin),
    };
  }
  throw new GyreError("registry.bad_value", `a gate cannot be read: ${JSON.stringify(text.slice(0, 200))}`, {
    hint: 'such as "auc >= 0.8", "rmse <= 3", "auc better by 0.01" (higher is better) or "rmse better by 0.1 down"',
  });
}

/** A gate as {@link parseAliasGate} reads it. */
export function aliasGateText(gate: AliasGate): string {
  if (gate.kind === "betterThanHolder") return `${gate.metric} better by ${gate.margin} ${gate.direction}`;
  return `${gate.metric} ${gate.kind === "atLeast" ? ">=" : "<="} ${gate.value}`;
}
