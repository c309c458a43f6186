import { posix, win32 } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { artifactPath } from "./artifact-path.js";

const refused = (text: string): boolean => {
  try {
    artifactPath(text);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: "tracking.bad_artifact_path", message: "Invalid path" });
    return true;
  }
};

describe("artifactPath", () => {
  it.each([
    "a",
    "1/0123456789abcdef/artifacts/model/MLmodel",
    "with space/ünï.txt",
    "a..b/..c/d../...",
    ".hidden/-rf",
    "100%.txt",
    "50%of/100%25",
    "images/dog%step%0%timestamp%1704760938000%2e4f7c1d.png",
    "images/dog%step%10%timestamp%17%5c11.png",
    "dog%step%1%2f0e",
    "a/C:b",
    "%zz",
    "日本/🐈.png",
  ])("keeps %j as it is", (path) => {
    expect(artifactPath(path)).toBe(path);
  });

  it.each([
    "",
    ".",
    "..",
    "/",
    "//",
    "/etc/passwd",
    "//host/share",
    "a//b",
    "a/",
    "./a",
    "a/.",
    "a/./b",
    "../a",
    "a/../b",
    "a/..",
    "a/../../b",
    "a\\b",
    "..\\a",
    "\\\\host\\share",
    "C:",
    "C:/windows",
    "c:windows",
    "a#b",
    "a?b",
    "file:///etc/passwd#",
    "a\u0000.png",
    "a\nb",
    "a\u007f",
    "a\u0085b",
    "\ud800",
    "a/\udc00b",
    "\uff0e\uff0e/a",
    "a/\u2025/b",
  ])("refuses %j", (path) => {
    expect(refused(path)).toBe(true);
  });

  it.each([
    "%2e",
    "%2e%2e/a",
    "%2E%2e/a",
    ".%2e/a",
    "a/%2e%2e%2f%2e%2e%2fb",
    "%252e%252e/a",
    "%25252e%25252e%25252fa",
    "..%2fa",
    "a/..%5c..%5cb",
    "%2fetc%2fpasswd",
    "%5c%5chost",
    "a%2f%2fb",
    "%c0%ae%c0%ae/a",
    "..%c0%afa",
    "a/..%c1%9c..",
    "%e0%80%ae%e0%80%ae/a",
    "%u002e%u002e/a",
    "%63:/windows",
  ])("refuses %j, which would lead elsewhere if it were decoded again", (path) => {
    expect(refused(path)).toBe(true);
  });

  it("bounds parts to 255 bytes and the whole to 2048", () => {
    expect(refused("a".repeat(255))).toBe(false);
    expect(refused("a".repeat(256))).toBe(true);
    expect(refused("é".repeat(127))).toBe(false);
    expect(refused("é".repeat(128))).toBe(true);
    expect(refused(`${"a/".repeat(1023)}bc`)).toBe(false);
    expect(refused(`${"a/".repeat(1023)}bcd`)).toBe(true);
  });

  it("never lets a path out of the root, on either kind of system, however often it is decoded", () => {
    const piece = fc.constantFrom(
      ...[".", "..", "/", "\\", "%2e", "%2f", "%5c", "%25", "25", "2e", "2f", "a", "C:", "%c0%ae", "%", "\0", "~", " "],
    );
    const path = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
      fc.string({ unit: "binary" }),
    );
    const decoded = (text: string): string =>
      text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    fc.assert(
      fc.property(path, (text) => {
        if (refused(text)) return;
        for (let again = text, i = 0; i < 12; i++, again = decoded(again)) {
          const inside = posix.resolve("/root/of/all", again);
          expect(inside.startsWith("/root/of/all/")).toBe(true);
          expect(win32.resolve("D:\\root\\of\\all", again).startsWith("D:\\root\\of\\all\\")).toBe(true);
        }
        expect(posix.join("r", text)).toBe(`r/${text}`);
      }),
      { numRuns: 3000 },
    );
  });
});
