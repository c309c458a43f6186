import type { FastifyInstance, HTTPMethods } from "fastify";
import { GyreError } from "../core/index.js";
import "./auth/access-guard.js";

const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Watches which routes are made; `seal` then answers the other methods of their paths with 405 and what is allowed. */
export function methodGuard(app: FastifyInstance): { seal(): void } {
  const known = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    const methods = known.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    known.set(url, methods);
  });
  return {
    seal() {
      for (const [url, methods] of [...known]) {
        const allow = [...methods];
        const others = METHODS.filter((method) => !methods.has(method));
        const refuse = async (request: { readonly method: string }) => {
          throw methodNotAllowed(request.method, allow);
        };
        // Refused before the body is read; whoever asks may know.
        const config = { permission: "public" } as const;
        if (others.length > 0) app.route({ method: others, url, config, onRequest: refuse, handler: refuse });
      }
    },
  };
}

/** `server.method_not_allowed` with what is. */
export function methodNotAllowed(method: string, allow: readonly string[]): GyreError {
  const message = `${method} is not allowed here; expected ${allow.join(" or ")}`;
  return new GyreError("server.method_not_allowed", message, { details: { allow } });
}
