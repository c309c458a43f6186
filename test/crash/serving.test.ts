import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { gyreJson, inStore, REQUEST, start, temporaryFolder } from "../cli/gyre.js";
import { chance, kill } from "./kills.js";

const ROUNDS = 8;
const CLIENTS = 6;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  project = join(folder.path, "shop");
  await gyreJson("init", project);
  await gyreJson("train", "--deploy", "--project", project);
});
afterAll(() => folder.remove());

interface Acknowledged {
  readonly id: string;
  readonly probability: number;
  outcome: boolean;
}

/** Asks and reports outcomes until the server is gone; keeps what it was promised. */
async function client(url: string, promised: Acknowledged[]): Promise<void> {
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as { predictionId: string; probability: number };
  };
  try {
    for (let n = 0; ; n++) {
      const { predictionId, probability } = await post("/v1/deployments/returns/predict", {
        ...REQUEST,
        price: 20 + (n % 90),
      });
      const one: Acknowledged = { id: predictionId, probability, outcome: false };
      promised.push(one);
      if (n % 3 !== 0) continue;
      await post(`/v1/predictions/${predictionId}/outcome`, { label: 1 });
      one.outcome = true;
    }
  } catch (error) {
    // The server was killed: the connection breaks, and nothing was promised.
    if (!(error instanceof TypeError)) throw error;
  }
}

it(`keeps every acknowledged prediction and outcome of a server that is killed under load (${ROUNDS} rounds)`, {
  timeout: 240_000,
}, async () => {
  const random = chance("up");
  const all: Acknowledged[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const up = start(["up", "--project", project, "--port", "0"]);
    const [, url] = await up.until(/^Gyre is ready at (http\S+)$/m);
    const promised: Acknowledged[] = [];
    const clients = Array.from({ length: CLIENTS }, () => client(url, promised));
    await kill(up, 50 + random.int(500));
    await Promise.all(clients);
    all.push(...promised);
    const lost = await inStore(project, async ({ predictions }) => {
      const missing: string[] = [];
      for (const { id, probability, outcome } of promised) {
        const found = await predictions.get(id);
        if (found?.prediction.probability !== probability || (outcome && found.outcome?.label !== 1)) missing.push(id);
      }
      return missing;
    });
    expect(lost).toEqual([]);
  }
  expect(all.length).toBeGreaterThan(10 * ROUNDS);
  const first = all[0];
  expect(await gyreJson("why", first.id, "--project", project)).toMatchObject({
    prediction: first.outcome ? { id: first.id } : { probability: first.probability },
  });
  const { predictions } = await gyreJson("status", "--project", project);
  expect(predictions).toBeGreaterThanOrEqual(all.length);
});
