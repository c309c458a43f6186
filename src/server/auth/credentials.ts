import type { Credentials } from "../../access/index.js";
import { GyreError } from "../../core/index.js";

/** What a request's Authorization header shows, null without one. Throws `access.unauthenticated` for one that cannot be read. */
export function credentialsOf(header: string | undefined): Credentials | null {
  if (header === undefined) return null;
  const [scheme, value = ""] = header.trim().split(/\s+/, 2);
  if (scheme.toLowerCase() === "bearer" && value !== "") return { kind: "token", secret: value };
  if (scheme.toLowerCase() === "basic") {
    const text = Buffer.from(value, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon >= 0) return { kind: "password", name: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  throw new GyreError("access.unauthenticated", "the Authorization header is neither Basic nor Bearer", {
    hint: "send Basic <base64 of name:password> or Bearer <token>",
  });
}
