import { createAuthenticator } from "../access/index.js";
import { createPasswordHasher } from "../server/auth/passwords.js";
import { startTrackingServer, type TrackingServerContext } from "../server/tracking-server.js";
import { startWebhookDelivery } from "../server/webhooks/deliver.js";
import { createWebhookSender } from "../server/webhooks/sender.js";
import { untilAborted } from "./aborted.js";
import { interruptible } from "./interruptible.js";
import type { Output } from "./output.js";
import { pinoLog } from "./pino-log.js";
import { secureRandom } from "./secure-random.js";
import { systemClock } from "./system-clock.js";
import { openTrackingState, type TrackingPlaces, type TrackingState } from "./tracking-store.js";

/** Where to listen. */
export interface TrackingAddress {
  readonly host: string;
  readonly port: number;
}

/** Serves MLflow's clients, with no project, until it is stopped; requests under way are answered first. */
export function serveTracking(places: TrackingPlaces, address: TrackingAddress, output: Output): Promise<void> {
  return interruptible(async (signal) => {
    const state = await openTrackingState(places, systemClock);
    const parts = serverParts(state);
    try {
      const server = await startTrackingServer(parts, { ...address, log: parts.mlflow.log });
      try {
        output.result({ url: server.url }, `Gyre is ready at ${server.url}\nexport MLFLOW_TRACKING_URI=${server.url}`);
        await untilAborted(signal);
        output.step("Stopping: requests under way are answered first");
      } finally {
        await server.close();
      }
    } finally {
      await parts.stop();
      await state.close();
    }
  });
}

/** What answers MLflow's clients, and sends webhooks until it is stopped. */
export interface ServerParts extends TrackingServerContext {
  stop(): Promise<void>;
}

/** What answers MLflow's clients, over what was opened. Stop it after the server. */
export function serverParts(state: TrackingState): ServerParts {
  const { access, tracking, registered, artifacts } = state;
  const [clock, random, log, sender] = [systemClock, secureRandom(), pinoLog(), createWebhookSender()];
  const delivery = startWebhookDelivery({ webhooks: state.webhooks, sender, clock, random, log });
  const webhooks = { store: state.webhooks, sender };
  return {
    authenticator: createAuthenticator(access, { passwords: createPasswordHasher(), clock }),
    mlflow: { tracking, registered, artifacts, webhooks, clock, random, log },
    stop: () => delivery.stop(),
  };
}
