import { auditedAuthenticator } from "../access/index.js";
import { startTrackingServer, type TrackingServerContext } from "../server/tracking-server.js";
import { startWebhookDelivery } from "../server/webhooks/deliver.js";
import { createWebhookSender } from "../server/webhooks/sender.js";
import { untilAborted } from "./aborted.js";
import { serverAccounts } from "./access/accounts.js";
import { keepArtifactRoot } from "./artifact-root.js";
import { type FollowedDeployments, followDeployments } from "./deploy-registered/follow-deployments.js";
import { interruptible } from "./interruptible.js";
import { type ListenAddress, warnOfOthers } from "./listen-options.js";
import type { Output } from "./output.js";
import { pinoLog } from "./pino-log.js";
import { secureRandom } from "./secure-random.js";
import { systemClock } from "./system-clock.js";
import { openTrackingState, type TrackingPlaces, type TrackingState } from "./tracking-store.js";
import { GYRE_VERSION } from "./version.js";

/** Serves MLflow's clients, with no project, until it is stopped; requests under way are answered first. */
export function serveTracking(places: TrackingPlaces, address: ListenAddress, output: Output): Promise<void> {
  return interruptible(async (signal) => {
    if (places.artifacts !== undefined) await keepArtifactRoot(places.folder, places.artifacts);
    const state = await openTrackingState(places, systemClock);
    const parts = serverParts(state);
    try {
      await parts.deployed.first;
      const server = await startTrackingServer(parts, { ...address, log: parts.mlflow.log });
      try {
        warnOfOthers(output, address.host, server.url);
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
  readonly deployed: FollowedDeployments;
  stop(): Promise<void>;
}

/** What answers MLflow's clients and serves what they deployed, over what was opened. Stop it after the server. */
export function serverParts(state: TrackingState): ServerParts {
  const parts = mlflowParts(state);
  const deployed = followDeployments(state, parts.mlflow);
  return {
    ...parts,
    deployed,
    async stop() {
      await Promise.all([parts.stop(), deployed.stop()]);
    },
  };
}

/** What answers MLflow's clients alone. Stop it after the server. */
export function mlflowParts(state: TrackingState): Omit<ServerParts, "deployed"> {
  const { access, tracking, traces, evaluation, registered, governance, artifacts } = state;
  const [clock, random, log, sender] = [systemClock, secureRandom(), pinoLog(), createWebhookSender()];
  const delivery = startWebhookDelivery({ webhooks: state.webhooks, sender, clock, random, log });
  const webhooks = { store: state.webhooks, sender };
  const plain = serverAccounts(access);
  const noting = { access, audit: governance.audit, clock, log };
  const accounts = { ...plain, authenticator: auditedAuthenticator(plain.authenticator, noting) };
  return {
    authenticator: accounts.authenticator,
    mlflow: { tracking, traces, evaluation, registered, governance, artifacts, webhooks, accounts, clock, random, log },
    version: GYRE_VERSION,
    stop: () => delivery.stop(),
  };
}
