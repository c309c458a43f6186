import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { mountSmallDisk } from "../../../test/support/small-disk.js";
import { virtualClock } from "../../core/index.js";
import { createNamedArtifacts } from "../sql/artifact-names/create.js";
import { openSqlite } from "../sql/sqlite/open.js";
import { openPlainArtifacts } from "./plain-artifacts.js";

const DISK_BYTES = 4_000_000;

const first = mountSmallDisk(DISK_BYTES);
const second = first && mountSmallDisk(DISK_BYTES);
afterAll(() => {
  first?.unmount();
  second?.unmount();
});

async function* bytes(sizeBytes: number): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(65_536);
  for (let left = sizeBytes; left > 0; left -= chunk.length) yield chunk.subarray(0, left);
}

describe.skipIf(!second)("artifacts on a full disk (skipped where this user may not mount a tmpfs)", () => {
  it.each([
    ["under names in SQL", () => String(first?.path), "artifacts/.tmp", "artifacts/.uploads/open"],
    ["as plain files", () => String(second?.path), "artifacts/.gyre/tmp", "artifacts/.gyre/uploads/open"],
  ])(
    "%s fail with store.disk_full, leave nothing behind and go on when there is room",
    async (kind, disk, tmp, open) => {
      const database = kind === "as plain files" ? null : await openSqlite(join(disk(), "gyre.db"));
      const directory = join(disk(), "artifacts");
      const tree = database
        ? await createNamedArtifacts(database, directory, { clock: virtualClock(0) })
        : await openPlainArtifacts(directory, { clock: virtualClock(0) });
      const full = { code: "store.disk_full", hint: expect.stringContaining("room") };
      await tree.write("run/kept", bytes(1_000_000));
      const { uploadId } = await tree.beginParts("run/parts");
      for (let i = 0; i < 3; i++) {
        await expect(tree.write("run/large", bytes(DISK_BYTES))).rejects.toMatchObject(full);
        await expect(tree.writePart(uploadId, 1, bytes(DISK_BYTES))).rejects.toMatchObject(full);
      }
      expect(await readdir(join(disk(), tmp))).toEqual([]);
      expect(await readdir(join(disk(), open, uploadId))).toEqual(["path"]);
      expect((await tree.list("run")).map(({ name }) => name)).toEqual(["kept"]);

      const { tag } = await tree.writePart(uploadId, 1, bytes(500_000));
      await tree.finishParts(uploadId, [{ part: 1, tag }]);
      let sizeBytes = 0;
      for await (const chunk of (await tree.open("run/parts"))!.read()) sizeBytes += chunk.length;
      expect(sizeBytes).toBe(500_000);
      await database?.close();
    },
  );
});
