import { GyreError } from "../../core/index.js";
import { type ExactJson, type ExactObject, isExactNumber, isExactObject, readExactJson } from "./exact-json.js";
import { badEvaluationValue } from "./read-records.js";

/** The refusal of code, in MLflow's words: its clients show it. */
const NO_CODE = `Custom scorer registration (using @scorer decorator) is disabled by default outside of Databricks tracking environments due to security concerns. Custom scorers require arbitrary code execution during deserialization.

To use custom scorers:
1. Configure MLflow to use a Databricks tracking URI, or
2. Manage your custom scorer code in a source code repository (e.g., GitHub) and import it directly, or
3. On a self-managed MLflow server (or local environment) that you trust to run the scorer's code, set the MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS environment variable to true, or
4. Use built-in scorers or make_judge() scorers instead.`;

/** Options of a judge's client that choose where it sends what it judges. */
const DESTINATIONS = ["api_base", "base_url", "custom_llm_provider", "fallbacks", "model_list"];

/** Throws `tracing.bad_value`. */
export function requireScorerName(name: string): void {
  if (name.trim() === "") throw badEvaluationValue("Scorer name cannot be empty or contain only whitespace.");
}

/**
 * Checks a scorer as the client wrote it: it may hold no code, which whoever loads it would run, and no address that the judge would be
 * asked at. Throws `tracing.bad_value`; `tracing.scorer_unknown` for a judge behind a gateway, as there is none here.
 */
export function checkScorer(serialized: string): void {
  const scorer = readScorer(serialized);
  if (holdsCode(scorer)) throw badEvaluationValue(NO_CODE);
  for (const data of thirdPartyData(scorer)) checkOptions(data.get("kwargs") ?? null);
  if (!isExactObject(scorer)) throw badEvaluationValue("serialized_scorer must be a JSON object");
  checkModel(modelOf(scorer));
}

function readScorer(serialized: string): ExactJson {
  try {
    return readExactJson(serialized);
  } catch {
    throw badEvaluationValue("serialized_scorer must be valid JSON");
  }
}

function membersOf(value: ExactJson): readonly ExactJson[] {
  if (isExactObject(value)) return [...value.values()];
  return Array.isArray(value) ? value : [];
}

function holdsCode(value: ExactJson): boolean {
  if (isExactObject(value) && (value.get("call_source") ?? null) !== null) return true;
  return membersOf(value).some(holdsCode);
}

function thirdPartyData(value: ExactJson): readonly ExactObject[] {
  const data = isExactObject(value) ? value.get("third_party_scorer_data") : undefined;
  return [...(isExactObject(data) ? [data] : []), ...membersOf(value).flatMap(thirdPartyData)];
}

function checkOptions(options: ExactJson): void {
  if (options !== null && !isExactObject(options)) {
    throw badEvaluationValue(`third_party_scorer_data.kwargs must be a JSON object, got ${pythonType(options)}.`);
  }
  const named = new Set(destinationsIn(options));
  const found = DESTINATIONS.filter((key) => named.has(key));
  if (found.length === 0) return;
  throw badEvaluationValue(
    `third_party_scorer_data.kwargs must not contain ${found.map((key) => `'${key}'`).join(", ")}: ` +
      "these options choose where the scorer's LLM client sends requests. Configure the judge endpoint on the server instead, " +
      "for example through a gateway endpoint ('gateway:/<name>') or the provider's environment variables.",
  );
}

/** Keys of objects at any depth, and the first of each pair in a list, which is an object to some. */
function destinationsIn(value: ExactJson): readonly string[] {
  const members = membersOf(value);
  const keys = isExactObject(value) ? [...value.keys()] : members.flatMap(keyOfPair);
  return [...keys, ...members.flatMap(destinationsIn)];
}

function keyOfPair(value: ExactJson): readonly string[] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string" ? [value[0]] : [];
}

/** The model of the judge that a scorer of a known kind asks. */
function modelOf(scorer: ExactObject): ExactJson {
  for (const kind of ["instructions_judge_pydantic_data", "builtin_scorer_pydantic_data"]) {
    const data = scorer.get(kind);
    if (isExactObject(data) && data.size > 0) return data.get("model") ?? null;
  }
  const memory = scorer.get("memory_augmented_judge_data");
  if (isExactObject(memory) && memory.size > 0) {
    const base = memory.get("base_judge");
    return isExactObject(base) ? modelOf(base) : null;
  }
  const data = scorer.get("third_party_scorer_data");
  return isExactObject(data) ? (data.get("model") ?? null) : null;
}

function checkModel(model: ExactJson): void {
  if (model === null) return;
  if (typeof model !== "string") throw badEvaluationValue(`Scorer model must be a string, got ${pythonType(model)}.`);
  if (model.trim() === "") throw badEvaluationValue("Scorer model cannot be empty or contain only whitespace.");
  const endpoint = /^gateway:\/(.+)$/s.exec(model)?.[1];
  if (endpoint !== undefined)
    throw new GyreError("tracing.scorer_unknown", `GatewayEndpoint not found (name='${endpoint}')`, {
      hint: "name the judge's model itself, such as openai:/gpt-5: this server has no gateway",
    });
}

function pythonType(value: ExactJson): string {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  if (isExactObject(value)) return "dict";
  if (Array.isArray(value) || value === null) return value === null ? "NoneType" : "list";
  return isExactNumber(value) && /^-?\d+$/.test(value.number) ? "int" : "float";
}
