import fc from "fast-check";
import { expect, it } from "vitest";
import { verbatim, writeReply } from "./write-reply.js";

it("leaves out what is unset and lists without items, keeps empty messages and texts", () => {
  expect(writeReply({})).toBe("{}");
  expect(writeReply({ a: undefined, b: null, c: [], d: {}, e: "", f: 0, g: false, h: { i: [] } })).toBe(
    '{"d":{},"e":"","f":0,"g":false,"h":{}}',
  );
});

it("writes what JSON has no number for as texts", () => {
  expect(writeReply({ values: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e21, 1e-7] })).toBe(
    '{"values":["NaN","Infinity","-Infinity",0,1e+21,1e-7]}',
  );
});

it("sends JSON that is told to be sent as it is", () => {
  const json = '{"at":1795311236411753299,"value":null,"items":[]}';
  expect(writeReply({ span: verbatim(json), token: undefined, n: 1 })).toBe(`{"span":${json},"n":1}`);
});

it("is JSON.stringify with the same left out", () => {
  const leaveOut = (_key: string, value: unknown): unknown =>
    value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (reply) => {
      expect(writeReply(reply)).toBe(JSON.stringify(reply, leaveOut));
    }),
  );
});
