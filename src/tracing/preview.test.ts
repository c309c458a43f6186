import { expect, test } from "vitest";
import { previewOf } from "./preview.js";

const json = (value: unknown): string => JSON.stringify(value);
const user = (content: unknown) => ({ role: "user", content });

test("of a chat the last message of the role is shown, or the last of all", () => {
  const messages = [user("first"), user("second"), { role: "assistant", content: "answer" }];
  expect(previewOf(json({ messages }), "user")).toBe("second");
  expect(previewOf(json({ messages: messages.slice(0, 2) }), "assistant")).toBe("second");
  expect(previewOf(json({ request: { input: messages } }), "user")).toBe("second");
  expect(
    previewOf(json({ output: [{ role: "assistant", content: [{ type: "output_text", text: "out" }] }] }), "assistant"),
  ).toBe("out");
  expect(previewOf(json({ choices: [{ message: { role: "assistant", content: "2" } }] }), "assistant")).toBe("2");
});

test("what is no chat, or says nothing, is shown as it is", () => {
  for (const text of [
    "plain",
    '"quoted"',
    json({ messages: [] }),
    json({ messages: [{ role: "user" }] }),
    json({ messages: [user(5)] }),
    json([1]),
  ])
    expect(previewOf(text, "user")).toBe(text);
});

test("long texts are cut to 1000 characters, and never within one", () => {
  expect(previewOf("x".repeat(1000), "user")).toHaveLength(1000);
  expect(previewOf("x".repeat(1001), "user")).toBe(`${"x".repeat(997)}...`);
  expect(previewOf("\u{1F600}".repeat(1000), "user")).toBe("\u{1F600}".repeat(1000));
  expect(previewOf("\u{1F600}".repeat(1001), "user")).toBe(`${"\u{1F600}".repeat(997)}...`);
});
