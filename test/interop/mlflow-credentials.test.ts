import { afterAll, beforeAll, expect, it } from "vitest";
import { gyre, startGyre, type TrackingServer, type Transcript, transcriptOf } from "./mlflow-servers.js";

const PASSWORD = "a long enough password";
const REFUSED = "401 UNAUTHENTICATED";
const FORBIDDEN = "403 PERMISSION_DENIED";

let server: TrackingServer;
let said: Transcript;

beforeAll(async () => {
  let secret = "";
  server = await startGyre(async (folder) => {
    for (const [name, role] of [
      ["ann", "admin"],
      ["ed", "editor"],
      ["vera", "viewer"],
    ])
      await gyre(["users", "add", name, "--role", role, "--data", folder], `${PASSWORD}\n`);
    const made = JSON.parse(await gyre(["tokens", "create", "ed", "--for", "notebook", "--data", folder, "--json"]));
    secret = made.secret;
  });
  const as = (name: string, password: string) => ({
    MLFLOW_TRACKING_USERNAME: name,
    MLFLOW_TRACKING_PASSWORD: password,
  });
  const cases = {
    admin: as("ann", PASSWORD),
    editor: as("ed", PASSWORD),
    token: { MLFLOW_TRACKING_TOKEN: secret },
    viewer: as("vera", PASSWORD),
    "wrong password": as("ann", "another password"),
    "wrong token": { MLFLOW_TRACKING_TOKEN: `${secret}x` },
    nothing: {},
  };
  said = await transcriptOf("mlflow_credentials.py", server.url, JSON.stringify(cases));
});
afterAll(() => server.close());

it("an admin may do everything, an editor and an editor's token all but webhooks", () => {
  expect(new Set(Object.values(said.admin))).toEqual(new Set(["done"]));
  for (const who of ["editor", "token"]) {
    const { webhooks, ...others } = said[who];
    expect([webhooks, ...new Set(Object.values(others))], who).toEqual([FORBIDDEN, "done"]);
  }
});

it("a viewer reads and writes nothing", () => {
  const { search, list, download, ...others } = said.viewer;
  expect([search, list, download]).toEqual(["done", "done", "done"]);
  expect(new Set(Object.values(others))).toEqual(new Set([FORBIDDEN]));
});

it("who is not known is refused everything, artifacts included", () => {
  for (const who of ["wrong password", "wrong token", "nothing"])
    expect(new Set(Object.values(said[who])), who).toEqual(new Set([REFUSED]));
});
