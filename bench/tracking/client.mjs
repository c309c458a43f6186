// A light client over connections that stay open: what it costs is the same for every server, and little beside what they do.
import { connect } from "node:net";
import { readAnswer } from "./answer.mjs";

export const API = "/api/2.0/mlflow";

const JSON_TYPE = "content-type: application/json\r\n";
const BYTES_TYPE = "content-type: application/octet-stream\r\n";

/** `post(path, message)`, `get(path, query)`, `put(path, bytes)` and `fetch(path)`; each gives the parsed answer, `fetch` how many bytes came, or throws what was refused. */
export function openClient(url) {
  const connections = openConnections(new URL(url));
  const call = async (method, path, { type = "", body = "", take } = {}) => {
    const parts = [];
    const status = await connections.exchange(`${method} ${path}`, {
      type,
      body,
      take: take ?? ((part) => parts.push(part)),
    });
    const text = Buffer.concat(parts).toString();
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`);
    return text;
  };
  return {
    post: async (path, message) =>
      JSON.parse(await call("POST", API + path, { type: JSON_TYPE, body: JSON.stringify(message) })),
    get: async (path, query) => JSON.parse(await call("GET", `${API}${path}?${new URLSearchParams(query)}`)),
    put: (path, body) => call("PUT", path, { type: BYTES_TYPE, body }),
    async fetch(path) {
      let length = 0;
      await call("GET", path, { take: (part) => void (length += part.length) });
      return length;
    },
    close: () => connections.close(),
  };
}

/** One request at a time on each connection; a new one when all are busy. */
function openConnections({ host, hostname, port }) {
  const idle = [];
  const open = new Set();
  const opened = () => {
    const connection = openConnection(hostname, Number(port), () => open.delete(connection));
    open.add(connection);
    return connection;
  };
  return {
    async exchange(line, { type, body, take }) {
      let connection = idle.pop();
      while (connection && !open.has(connection)) connection = idle.pop();
      connection ??= opened();
      const head = `${line} HTTP/1.1\r\nhost: ${host}\r\n${type}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
      const status = await connection.exchange(head, body, take);
      idle.push(connection);
      return status;
    },
    close() {
      for (const connection of open) connection.close();
    },
  };
}

function openConnection(host, port, closed) {
  const socket = connect({ host, port, noDelay: true });
  let waiting;
  const fail = (error) => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on("error", fail);
  socket.on("close", () => {
    closed();
    fail(new Error("the connection was closed"));
  });
  socket.on("data", (part) => {
    const status = waiting?.read(part);
    if (status === undefined) return;
    const { resolve } = waiting;
    waiting = undefined;
    resolve(status);
  });
  return {
    exchange: (head, body, take) =>
      new Promise((resolve, reject) => {
        waiting = { read: readAnswer(take), resolve, reject };
        if (typeof body === "string") socket.write(head + body);
        else {
          socket.write(head);
          socket.write(body);
        }
      }),
    close: () => socket.destroy(),
  };
}
