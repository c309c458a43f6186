import type { FastifyInstance } from "fastify";
import { TOKENS } from "../report/tokens.js";
import { normalisedHtml, pagePolicy } from "./page-security.js";

const STYLE = `${TOKENS}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 var(--font)}
main{max-width:44rem;margin:4rem auto;padding:0 1.25rem}h1{font-size:1.25rem;margin:0 0 .5rem}p{color:var(--ink-2)}
pre{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;overflow-x:auto}`;

/** What a browser sees of a server for MLflow's clients: how to use it. */
export function mountStartPage(app: FastifyInstance): void {
  app.get("/", { config: { permission: "public" } }, ({ host, protocol }, reply) => {
    // The host is this machine's, as the guard has checked, and a port.
    const html = normalisedHtml(startPage(`${protocol}://${host.replace(/[^\w.:[\]-]/g, "")}`));
    return reply.type("text/html; charset=utf-8").header("content-security-policy", pagePolicy(html)).send(html);
  });
  // Browsers ask for it of their own accord.
  app.get("/favicon.ico", { config: { permission: "public" } }, (_request, reply) => reply.code(204).send());
}

function startPage(url: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gyre</title><style>${STYLE}</style></head><body><main><h1>Gyre keeps experiments, runs and models here</h1>
<p>MLflow's client logs to it, searches it, registers models in it and loads them from it:</p>
<pre>export MLFLOW_TRACKING_URI=${url}</pre>
<p>On the command line, <code>gyre runs list</code> and <code>gyre models list</code> show what is there.</p>
</main></body></html>`;
}
