// A light client over connections that stay open: what it costs is the same for every server.
import { Agent, request } from "node:http";

export const API = "/api/2.0/mlflow";

/** `post(path, message)`, `get(path, query)`, `put(path, bytes)` and `fetch(path)`; each gives the parsed answer, `fetch` how many bytes came, or throws what was refused. */
export function openClient(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const json = { "content-type": "application/json" };
  const call = async (method, path, body, headers) => {
    const parts = [];
    const asked = { method, body, headers, take: (part) => parts.push(part) };
    const status = await send(agent, new URL(path, url), asked);
    const bytes = Buffer.concat(parts);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${bytes.toString().slice(0, 300)}`);
    return bytes;
  };
  const parsed = async (...args) => JSON.parse((await call(...args)).toString());
  return {
    post: (path, message) => parsed("POST", API + path, Buffer.from(JSON.stringify(message)), json),
    get: (path, query) => parsed("GET", `${API}${path}?${new URLSearchParams(query)}`),
    put: (path, bytes) => call("PUT", path, bytes, { "content-type": "application/octet-stream" }),
    async fetch(path) {
      let length = 0;
      const asked = { method: "GET", take: (part) => void (length += part.length) };
      const status = await send(agent, new URL(path, url), asked);
      if (status !== 200) throw new Error(`GET ${path}: ${status}`);
      return length;
    },
    close: () => agent.destroy(),
  };
}

function send(agent, url, { method, body, headers = {}, take }) {
  const length = body === undefined ? {} : { "content-length": body.length };
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      answer.on("data", take);
      answer.on("end", () => resolve(answer.statusCode));
      answer.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
