import fc from "fast-check";
import { expect, test } from "vitest";
import { GyreError } from "../../core/index.js";
import { readPageToken, writePageToken } from "./page-token.js";

const about = { filter: "metrics.m > 1", orderBy: ["metrics.m DESC"], scope: ["0"] };

function refusal(text: string, asked: unknown = about): string {
  try {
    readPageToken(text, asked);
  } catch (error) {
    if (error instanceof GyreError && error.code === "tracking.bad_page_token") return error.message;
    throw error;
  }
  return "accepted";
}

test("a place comes back as it was, NaN, infinities and the words for them too", () => {
  const value = fc.oneof(fc.string({ unit: "grapheme" }), fc.double(), fc.constantFrom(null, "NaN", "-Infinity"));
  fc.assert(
    fc.property(fc.array(value), (cursor) => {
      expect(readPageToken(writePageToken(cursor, about), about)).toEqual(cursor);
    }),
  );
});

test("a token of another search is refused", () => {
  const token = writePageToken([1, "id"], about);
  expect(refusal(token, { ...about, filter: "" })).toBe("Invalid page token, it belongs to another search");
  expect(refusal(token)).toBe("accepted");
});

test.each(["", "x", "####", "e30=", "W10=", "eyJvZmZzZXQiOjd9", "WzEsMl0=", "/w==", "W1tdXQ==", "bnVsbA=="])(
  "%s is no token",
  (text) => {
    expect(refusal(text)).toBe("Invalid page token, could not base64-decode");
  },
);

test("a changed token is refused or is another place of the same search", () => {
  const token = writePageToken(["abc", 1], about);
  for (let at = 0; at < token.length; at++) {
    const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
    expect(refusal(changed)).toMatch(/^Invalid page token|accepted/);
  }
});
