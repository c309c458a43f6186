// A light client over connections that stay open: what it costs is the same for every server.
import { Agent, request } from "node:http";

export const API = "/api/2.0/mlflow";

/** `post(path, message)`, `get(path, query)`, `put(path, bytes)` and `fetch(path)`; each gives the parsed answer, or throws what was refused. */
export function openClient(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const json = { "content-type": "application/json" };
  const call = async (method, path, body, headers) => {
    const { status, bytes } = await send(agent, new URL(path, url), { method, body, headers });
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${bytes.toString().slice(0, 300)}`);
    return bytes;
  };
  const parsed = async (...args) => JSON.parse((await call(...args)).toString());
  return {
    post: (path, message) => parsed("POST", API + path, Buffer.from(JSON.stringify(message)), json),
    get: (path, query) => parsed("GET", `${API}${path}?${new URLSearchParams(query)}`),
    put: (path, bytes) => call("PUT", path, bytes, { "content-type": "application/octet-stream" }),
    fetch: (path) => call("GET", path),
    close: () => agent.destroy(),
  };
}

function send(agent, url, { method, body, headers = {} }) {
  const length = body === undefined ? {} : { "content-length": body.length };
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, bytes: Buffer.concat(parts) }));
      answer.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
