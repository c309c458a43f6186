import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { artifactDirectory, keepArtifactRoot, keptArtifactRoot } from "./artifact-root.js";
import { systemClock } from "./system-clock.js";
import { openTrackingState } from "./tracking-store.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gyre-root-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* text(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

it("is where the data folder's server was told to keep artifacts, also for commands that are not told", async () => {
  const [data, files] = [join(folder, "data"), join(folder, "plain files")];
  expect(await keptArtifactRoot(data)).toBeNull();
  await keepArtifactRoot(relative(process.cwd(), data), `file://${files}`.replace(" ", "%20"));
  const served = await openTrackingState({ folder: data, artifacts: files }, systemClock);
  await served.artifacts.write("1/x/artifacts/a.txt", text("hello"));
  await served.close();
  const { artifacts, objects, close } = await openTrackingState({ folder: data }, systemClock);
  expect([await artifacts.list("1/x/artifacts"), objects]).toEqual([
    [{ name: "a.txt", isDirectory: false, sizeBytes: 5 }],
    null,
  ]);
  await artifacts.remove("1");
  await close();
  await expect(readFile(join(files, "1/x/artifacts/a.txt"))).rejects.toMatchObject({ code: "ENOENT" });
});

it("is asked for when it is no longer there, and moves with another --artifacts", async () => {
  const files = join(folder, "files");
  await keepArtifactRoot(folder, files);
  await expect(keptArtifactRoot(folder)).rejects.toMatchObject({
    code: "cli.bad_usage",
    message: expect.stringContaining(`artifacts are in ${files}, which is not there`),
    hint: expect.stringContaining("--artifacts"),
  });
  await keepArtifactRoot(folder, tmpdir());
  expect(await keptArtifactRoot(folder)).toBe(tmpdir());
});

it("is a directory of this machine", () => {
  expect(artifactDirectory("file:///srv/my%20files")).toBe("/srv/my files");
  for (const uri of ["s3://bucket", "file://other-host/x", "https://user:secret@host/x"])
    expect(() => artifactDirectory(uri), uri).toThrow(expect.objectContaining({ code: "cli.bad_usage" }));
  expect(() => artifactDirectory("https://user:secret@host/x")).not.toThrow("secret");
});
