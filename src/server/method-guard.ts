import type { FastifyInstance, HTTPMethods } from "fastify";
import { GyreError } from "../core/index.js";

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
          const message = `${request.method} is not allowed here; expected ${allow.join(" or ")}`;
          throw new GyreError("server.method_not_allowed", message, { details: { allow } });
        };
        // Refused before the body is read.
        if (others.length > 0) app.route({ method: others, url, onRequest: refuse, handler: refuse });
      }
    },
  };
}
