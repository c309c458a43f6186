import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { callerGuard, type HostRules, reachedAs } from "./host-guard.js";

const verdict = (rules: HostRules, host: string, origin?: string): string => {
  try {
    callerGuard(rules)({ host, origin });
    return "in";
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const REFUSED = "server.origin_refused";

describe("a server of this machine alone", () => {
  it("answers under this machine's names, and pages of this machine", () => {
    for (const host of ["localhost:4200", "127.0.0.1", "[::1]:4200", "LOCALHOST", "x.localhost:1"])
      expect(verdict({}, host), host).toBe("in");
    expect(verdict({}, "localhost:4200", "http://127.0.0.1:3000")).toBe("in");
  });

  it("answers under no other name or address, and no foreign page", () => {
    for (const host of [
      "evil.example:4200",
      "192.168.1.4",
      "10.0.0.1:80",
      `${hostname()}.example`,
      "localhost.evil",
      "",
    ])
      expect(verdict({}, host), host).toBe(REFUSED);
    for (const origin of ["http://evil.example", "null", "", "file://", "http://localhost.evil"])
      expect(verdict({}, "localhost", origin), origin).toBe(REFUSED);
  });

  it("answers under names that it was given, as behind a proxy", () => {
    const rules = { allowedHosts: ["tracking.example"] };
    expect(verdict(rules, "tracking.example")).toBe("in");
    expect(verdict(rules, "tracking.example", "https://tracking.example")).toBe("in");
    expect(verdict(rules, "tracking.example", "http://localhost")).toBe(REFUSED);
    expect(verdict(rules, "localhost", "https://tracking.example")).toBe(REFUSED);
  });
});

describe("a server that others can reach", () => {
  const rules = { host: "0.0.0.0", allowedHosts: ["*.corp.example"] };

  it("answers under any address, the machine's name and the names that it was given", () => {
    for (const host of [
      "192.168.1.4:4200",
      "[2001:db8::1]:80",
      "127.0.0.1",
      hostname(),
      "ml.corp.example",
      "A.B.CORP.example",
    ])
      expect(verdict(rules, host), host).toBe("in");
    expect(verdict({ host: "ml-box" }, "ml-box:4200")).toBe("in");
  });

  it("answers under no name that someone else may have pointed here", () => {
    for (const host of ["evil.example", "corp.example", "xcorp.example", "192.168.1.4.evil.example", "1.2.3", "0x7f.1"])
      expect(verdict(rules, host), host).toBe(REFUSED);
  });

  it("answers the pages that it served, and no others", () => {
    expect(verdict(rules, "192.168.1.4:4200", "http://192.168.1.4:4200")).toBe("in");
    expect(verdict(rules, "192.168.1.4:4200", "http://192.168.1.5:4200")).toBe(REFUSED);
    expect(verdict(rules, "192.168.1.4:4200", "http://localhost:4200")).toBe(REFUSED);
  });
});

it("is reached by others at its address, or by a name that it was given", () => {
  expect(reachedAs({})).toBeNull();
  expect(reachedAs({ host: "::1", allowedHosts: ["x.localhost"] })).toBeNull();
  expect(reachedAs({ host: "192.168.1.4" })).toBe("192.168.1.4");
  expect(reachedAs({ allowedHosts: ["tracking.example"] })).toBe("tracking.example");
});
