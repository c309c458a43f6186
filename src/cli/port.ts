import { createServer } from "node:net";
import { GyreError } from "../core/index.js";

/** The port to listen on: the option, else GYRE_PORT, else 4200. Throws `cli.bad_usage`. */
export function portOption(text: string | undefined): number {
  const wish = text ?? process.env.GYRE_PORT ?? "4200";
  const port = /^\d+$/.test(wish) ? Number(wish) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new GyreError(
      "cli.bad_usage",
      `the port should be a whole number from 0 to 65535, got ${JSON.stringify(wish)}`,
      {
        hint: text === undefined ? "correct GYRE_PORT, or give --port" : "such as --port 4200; 0 takes a free one",
      },
    );
  }
  return port;
}

/** Refuses a port that is taken before any work is done for it. Throws `server.port_taken`, `cli.bad_usage`. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const probe = createServer();
    probe.once("error", resolve);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(null)));
  });
  if (failure?.code === "EADDRINUSE") {
    throw new GyreError("server.port_taken", `port ${port} of ${host} is taken by another program`, {
      hint: `stop it, or choose another port, such as --port ${port + 1} or GYRE_PORT=${port + 1}`,
      details: { host, port },
      cause: failure,
    });
  }
  if (failure?.code === "EACCES") {
    throw new GyreError("cli.bad_usage", `this user may not listen on port ${port}`, {
      hint: "choose a port from 1024 on, such as --port 4200",
      cause: failure,
    });
  }
}
