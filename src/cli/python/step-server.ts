import { randomBytes } from "node:crypto";
import { GyreError, sha256, silentLog } from "../../core/index.js";
import { startTrackingServer } from "../../server/tracking-server.js";
import { mlflowParts } from "../tracking-server.js";
import type { TrackingState } from "../tracking-store.js";

/** A tracking server for the time of one script. */
export interface StepServer {
  readonly url: string;
  /** What the script shows; nobody else gets in, and nothing of it is kept. */
  readonly token: string;
  close(): Promise<void>;
}

/** Serves the project's runs on this machine, on a free port, to whoever has the token. */
export async function startStepServer(state: TrackingState): Promise<StepServer> {
  const token = `gyre_step_${randomBytes(24).toString("hex")}`;
  const parts = mlflowParts(state);
  const authenticator = {
    ...parts.authenticator,
    async principal(credentials: Parameters<typeof parts.authenticator.principal>[0]) {
      if (credentials?.kind === "token" && sha256(credentials.secret) === sha256(token))
        return { name: "training", role: "editor" } as const;
      throw new GyreError("access.unauthenticated", "this server is for one training script alone");
    },
  };
  try {
    const server = await startTrackingServer({ ...parts, authenticator }, { port: 0, log: silentLog });
    return {
      url: server.url,
      token,
      async close() {
        await server.close();
        await parts.stop();
      },
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}
