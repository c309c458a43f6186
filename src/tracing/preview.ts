import { parsedJson } from "./python-json.js";
import type { Json } from "./types.js";

const MOST_CHARACTERS = 1000;

type Fields = Readonly<Record<string, Json>>;

/**
 * What stands for a trace's request or response in lists: of a chat's messages the last one of the role, of all else the JSON text;
 * at most 1000 characters.
 */
export function previewOf(text: string, role: "user" | "assistant"): string {
  const messages = messagesOf(parsedJson(text));
  const message = messages?.findLast((one) => one.role === role) ?? messages?.at(-1);
  const shown = (message && textOf(message.content)) || text;
  if (shown.length <= MOST_CHARACTERS) return shown;
  const characters = [...shown.slice(0, 2 * MOST_CHARACTERS + 2)];
  return characters.length <= MOST_CHARACTERS ? shown : `${characters.slice(0, MOST_CHARACTERS - 3).join("")}...`;
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMessage(value: Json | undefined): value is Fields {
  return isFields(value) && "role" in value && "content" in value;
}

/** The messages in the forms of OpenAI's chats and responses. */
function messagesOf(value: Json | undefined): readonly Fields[] | null {
  if (!isFields(value)) return null;
  const list = (key: string): readonly Json[] => (Array.isArray(value[key]) ? (value[key] as readonly Json[]) : []);
  if (list("messages").length > 0) return list("messages").filter(isMessage);
  const [choice] = list("choices");
  if (isFields(choice) && isMessage(choice.message)) return [choice.message];
  if (list("input").length > 0) return list("input").filter(isMessage);
  if (list("output").length > 0) return list("output").filter(isMessage);
  return messagesOf(value.request);
}

function textOf(content: Json | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  for (const part of content as readonly Json[]) {
    if (typeof part === "string") return part;
    if (isFields(part) && (part.type === "text" || part.type === "output_text")) {
      return typeof part.text === "string" ? part.text : "";
    }
  }
  return "";
}
