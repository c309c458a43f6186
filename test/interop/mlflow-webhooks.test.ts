import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverAccounts } from "../../src/cli/access/accounts.js";
import { secureRandom } from "../../src/cli/secure-random.js";
import { systemClock } from "../../src/cli/system-clock.js";
import { openTrackingState } from "../../src/cli/tracking-store.js";
import { silentLog } from "../../src/core/index.js";
import { startTrackingServer } from "../../src/server/tracking-server.js";
import { startWebhookDelivery } from "../../src/server/webhooks/deliver.js";
import { createWebhookSender } from "../../src/server/webhooks/sender.js";
import { expectEqual, type Pair } from "./mlflow-compared.js";
import { startMlflow, type TrackingServer, type Transcript, transcriptOf } from "./mlflow-servers.js";

const SECTIONS = ["managed", "delivered"];

describe("webhooks are to the unmodified mlflow client, and to who receives them, as on MLflow's own server", () => {
  let servers: readonly TrackingServer[] = [];
  let transcripts: Pair<Transcript>;
  beforeAll(async () => {
    const settings = { MLFLOW_WEBHOOK_ALLOWED_SCHEMES: "https,http", MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: "true" };
    servers = await Promise.all([startMlflow(settings), startTrustingGyre()]);
    const [mlflow, gyre] = await Promise.all(servers.map(({ url }) => transcriptOf("mlflow_webhooks.py", url)));
    transcripts = [mlflow, gyre];
  }, 900_000);
  afterAll(() => Promise.all(servers.map((server) => server.close())), 60_000);

  it("in every section", () => {
    for (const transcript of transcripts) expect(Object.keys(transcript)).toEqual(SECTIONS);
  });
  it.each(SECTIONS)("%s", (section) => expectEqual(section, transcripts));
});

/** Gyre's tracking server, but that it posts to this machine too, without TLS. */
async function startTrustingGyre(): Promise<TrackingServer> {
  const folder = await mkdtemp(join(tmpdir(), "gyre-webhooks-"));
  const state = await openTrackingState({ folder }, systemClock);
  const sender = createWebhookSender({ allowHttp: true, allowPrivate: true });
  const world = { clock: systemClock, random: secureRandom(), log: silentLog };
  const delivery = startWebhookDelivery({ webhooks: state.webhooks, sender, ...world });
  const server = await startTrackingServer(
    {
      authenticator: serverAccounts(state.access).authenticator,
      version: "0.0.0",
      mlflow: { ...state, webhooks: { store: state.webhooks, sender }, ...world },
    },
    { host: "127.0.0.1", port: 0, log: silentLog },
  );
  return {
    url: server.url,
    folder,
    async close() {
      await server.close();
      await delivery.stop();
      await state.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
