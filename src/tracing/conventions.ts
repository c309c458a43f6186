import { attributeValue, SPAN_KEYS } from "./span-attributes.js";
import type { Json, Span } from "./types.js";

/** How a convention of span attributes names what MLflow has names of its own for; of several names the first that says something counts. */
interface Convention {
  readonly kind: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly tokens: Readonly<Record<string, readonly string[]>>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly tools: readonly string[];
}

const SAME_KINDS = "TOOL CHAIN LLM RETRIEVER EMBEDDING AGENT RERANKER UNKNOWN GUARDRAIL EVALUATOR".split(" ");

const OPEN_INFERENCE: Convention = {
  kind: "openinference.span.kind",
  kinds: Object.fromEntries(SAME_KINDS.map((kind) => [kind, kind])),
  tokens: {
    input_tokens: ["llm.token_count.prompt"],
    output_tokens: ["llm.token_count.completion"],
    total_tokens: ["llm.token_count.total"],
    cache_read_input_tokens: ["llm.token_count.prompt_details.cache_read"],
    cache_creation_input_tokens: ["llm.token_count.prompt_details.cache_write"],
  },
  inputs: ["input.value"],
  outputs: ["output.value"],
  models: ["llm.response.model_name", "llm.model_name", "llm.request.model_name", "embedding.model_name"],
  providers: ["llm.provider"],
  tools: [],
};

const GEN_AI: Convention = {
  kind: "gen_ai.operation.name",
  kinds: {
    chat: "CHAT_MODEL",
    create_agent: "AGENT",
    embeddings: "EMBEDDING",
    execute_tool: "TOOL",
    generate_content: "LLM",
    invoke_agent: "AGENT",
    text_completion: "LLM",
    response: "LLM",
  },
  tokens: {
    input_tokens: ["gen_ai.usage.input_tokens"],
    output_tokens: ["gen_ai.usage.output_tokens"],
    cache_read_input_tokens: ["gen_ai.usage.cache_read.input_tokens"],
    cache_creation_input_tokens: ["gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens"],
  },
  inputs: ["gen_ai.input.messages", "gen_ai.tool.call.arguments"],
  outputs: ["gen_ai.output.messages", "gen_ai.tool.call.result"],
  models: ["gen_ai.response.model", "gen_ai.request.model"],
  providers: ["gen_ai.provider.name"],
  tools: ["gen_ai.tool.definitions"],
};

const CONVENTIONS = [OPEN_INFERENCE, GEN_AI];

type Attributes = Readonly<Record<string, Json>>;

/**
 * A span in which what OpenInference's and OpenTelemetry's conventions for language models say is said by MLflow's names as well, where they
 * are not there yet: type, inputs, outputs, tokens, tools, model and provider.
 */
export function inMlflowsWords(span: Span): Span {
  const { attributes } = span;
  const added: Record<string, Json> = {};
  const add = (key: string, value: Json | undefined): void => {
    if (value !== undefined && !Object.hasOwn(attributes, key)) added[key] = value;
  };
  const type = valueAt(attributes, SPAN_KEYS.type);
  const known = firstOf(({ kind, kinds }) => {
    const said = valueAt(attributes, kind);
    return typeof said === "string" && Object.hasOwn(kinds, said) ? kinds[said] : undefined;
  });
  if (known !== undefined && (type === undefined || type === "UNKNOWN")) added[SPAN_KEYS.type] = known;
  add(
    SPAN_KEYS.inputs,
    firstOf(({ inputs }) => saying(attributes, inputs)),
  );
  add(
    SPAN_KEYS.outputs,
    firstOf(({ outputs }) => saying(attributes, outputs)),
  );
  add(
    SPAN_KEYS.usage,
    firstOf(({ tokens }) => usageIn(attributes, tokens)),
  );
  add(
    SPAN_KEYS.tools,
    firstOf(({ tools }) => saying(attributes, tools)),
  );
  add(SPAN_KEYS.model, firstOf(({ models }) => saying(attributes, models)) ?? modelIn({ ...attributes, ...added }));
  add(
    SPAN_KEYS.provider,
    firstOf(({ providers }) => saying(attributes, providers)),
  );
  return Object.keys(added).length === 0 ? span : { ...span, attributes: { ...attributes, ...added } };
}

function firstOf<T>(find: (convention: Convention) => T | undefined): T | undefined {
  for (const convention of CONVENTIONS) {
    const found = find(convention);
    if (found !== undefined) return found;
  }
  return undefined;
}

function valueAt(attributes: Attributes, key: string): Json | undefined {
  return Object.hasOwn(attributes, key) ? attributeValue(attributes[key]!) : undefined;
}

/** The first of these that is neither empty nor 0 nor false. */
function saying(attributes: Attributes, keys: readonly string[]): Json | undefined {
  const key = keys.find((one) => {
    const value = valueAt(attributes, one);
    return Array.isArray(value) ? value.length > 0 : isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
  });
  return key === undefined ? undefined : attributes[key];
}

function isObject(value: Json | undefined): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function usageIn(attributes: Attributes, names: Convention["tokens"]): Json | undefined {
  const usage: Record<string, number> = {};
  for (const [name, keys] of Object.entries(names)) {
    const count = keys.map((key) => wholeNumber(valueAt(attributes, key))).find((one) => one !== null);
    if (count !== undefined && count !== null) usage[name] = count;
  }
  const { input_tokens: input, output_tokens: output } = usage;
  if (input !== undefined && output !== undefined) usage.total_tokens ??= input + output;
  const isUsage = input !== undefined || output !== undefined || usage.total_tokens !== undefined;
  return isUsage ? usage : undefined;
}

function wholeNumber(value: Json | undefined): number | null {
  const number = typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}

/** Requests and responses of models often name them. */
function modelIn(attributes: Attributes): Json | undefined {
  for (const key of [SPAN_KEYS.inputs, SPAN_KEYS.outputs]) {
    const value = valueAt(attributes, key);
    if (isObject(value) && value.model) return typeof value.model === "string" ? value.model : undefined;
  }
  return undefined;
}
