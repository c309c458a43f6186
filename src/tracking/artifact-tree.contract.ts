import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VirtualClock } from "../core/index.js";
import { type ArtifactFile, type ArtifactTree, treeDigest } from "./index.js";

/** A tree that is to be proved: empty, with a clock of its own, at most five open uploads; `reopen` is a new process on the same store. */
export interface TreeUnderTest {
  readonly tree: ArtifactTree;
  readonly clock: VirtualClock;
  reopen(): Promise<ArtifactTree>;
}

const DAY_MS = 86_400_000;
const text = new TextEncoder();

async function* chunks(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === "string" ? text.encode(piece) : piece;
}

const digestOf = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function collected(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of source) all.push(new Uint8Array(chunk));
  return Buffer.concat(all);
}

async function textAt(tree: ArtifactTree, path: string): Promise<string | null> {
  const content = await tree.open(path);
  return content && String(await collected(content.read()));
}

/** What every {@link ArtifactTree} must do. */
export function artifactTreeContract(open: () => Promise<TreeUnderTest>): void {
  describe("files under names", () => filesUnderNames(open));
  describe("transfers that fail or meet", () => transfers(open));
  describe("uploads in parts", () => uploadsInParts(open));
}

function filesUnderNames(open: () => Promise<TreeUnderTest>): void {
  it("gives back what was written, whole and in part", async () => {
    const { tree } = await open();
    const kept = await tree.write("1/run/artifacts/a.txt", chunks("hello ", "", "world"));
    expect(kept).toEqual({ digest: digestOf("hello world"), sizeBytes: 11 });
    const content = (await tree.open("1/run/artifacts/a.txt"))!;
    expect(content.sizeBytes).toBe(11);
    expect([kept.digest, null]).toContain(content.digest);
    for (const [from, to] of [
      [0, 11],
      [0, 0],
      [0, 5],
      [6, 11],
      [3, 4],
      [11, 11],
      [4, undefined],
    ] as const)
      expect(String(await collected(content.read(from, to)))).toBe("hello world".slice(from, to));
  });

  it("keeps the empty file, and files larger than any buffer", async () => {
    const { tree } = await open();
    expect(await tree.write("empty", chunks())).toEqual({ digest: digestOf(""), sizeBytes: 0 });
    expect(await textAt(tree, "empty")).toBe("");
    const large = Buffer.alloc(9_000_001, 0).map((_, i) => (i * 2654435761) >>> 24);
    await tree.write("large", chunks(large.subarray(0, 1), large.subarray(1, 700_000), large.subarray(700_000)));
    const content = (await tree.open("large"))!;
    expect(digestOf(await collected(content.read()))).toBe(digestOf(large));
    expect((await collected(content.read(524_287, 8_388_609))).equals(large.subarray(524_287, 8_388_609))).toBe(true);
  });

  it("lists a directory by name in code points, files with their size, and nothing for a file or what is not there", async () => {
    const { tree } = await open();
    for (const name of ["d/ü", "d/b/x/y", "d/B", "d/a%2e4", "d/\u{1f408}", "d/\uffee", "d/b.txt", "d/..a", "e"])
      await tree.write(name, chunks(name));
    expect((await tree.list("d")).map(({ name }) => name)).toEqual([
      "..a",
      "B",
      "a%2e4",
      "b",
      "b.txt",
      "ü",
      "\uffee",
      "\u{1f408}",
    ]);
    expect(await tree.list("")).toEqual([
      { name: "d", isDirectory: true, sizeBytes: 0 },
      { name: "e", isDirectory: false, sizeBytes: 1 },
    ]);
    for (const path of ["d/B", "nothing", "d/b/x/y", "d/B/c"]) expect(await tree.list(path)).toEqual([]);
    for (const path of ["d", "d/b/x", "nothing", "d/B/c"]) expect(await tree.open(path)).toBeNull();
  });

  it("tells each file under a path by its digest, and all of them by one", async () => {
    const { tree } = await open();
    for (const name of ["m/a", "m/d/b", "m/d/e/\u{1f408}", "m/d/e/\uffee", "m2", "l/m/x"])
      await tree.write(name, chunks(name));
    const filesAt = async (path: string) => {
      const found: ArtifactFile[] = [];
      for await (const file of tree.files(path)) found.push(file);
      return found.sort((a, b) => (a.path < b.path ? -1 : 1));
    };
    const named = (path: string, all: string) => ({ path, sizeBytes: text.encode(all).length, digest: digestOf(all) });
    expect(await filesAt("m/d/e")).toEqual([named("\u{1f408}", "m/d/e/\u{1f408}"), named("\uffee", "m/d/e/\uffee")]);
    expect(await filesAt("m")).toHaveLength(4);
    expect(await filesAt("")).toHaveLength(6);
    expect(await filesAt("m/a")).toEqual([named("", "m/a")]);
    for (const path of ["nothing", "m/a/b"]) expect(await filesAt(path)).toEqual([]);
    const line = (path: string, all: string) => `["${path}",${text.encode(all).length},"${digestOf(all)}"]\n`;
    const [cat, half] = [line("e/\u{1f408}", "m/d/e/\u{1f408}"), line("e/\uffee", "m/d/e/\uffee")];
    expect(await treeDigest(tree, "m/d")).toBe(digestOf(`${line("b", "m/d/b")}${half}${cat}`));
    expect(await treeDigest(tree, "nothing")).toBeNull();
  });

  it("replaces, and who has begun to read goes on with what was there", async () => {
    const { tree } = await open();
    const before = Buffer.alloc(3_000_000, "a");
    await tree.write("f", chunks(before));
    const reading = (await tree.open("f"))!.read()[Symbol.asyncIterator]();
    const first = (await reading.next()).value;
    await tree.write("f", chunks("new"));
    const rest = await collected({ [Symbol.asyncIterator]: () => reading });
    expect(Buffer.concat([first, rest]).equals(before)).toBe(true);
    expect(await textAt(tree, "f")).toBe("new");
    const again = (await tree.open("f"))!.read()[Symbol.asyncIterator]();
    await tree.remove("f");
    expect(await textAt(tree, "f")).toBeNull();
    await again.return?.();
  });

  it("refuses a file where a directory is, and a directory where a file is", async () => {
    const { tree } = await open();
    await tree.write("a/b", chunks("1"));
    for (const path of ["a", "a/b/c", "a/b/c/d"])
      await expect(tree.write(path, chunks("2")), path).rejects.toMatchObject({ code: "tracking.artifact_in_the_way" });
    expect(await textAt(tree, "a/b")).toBe("1");
    await tree.remove("a/b");
    await tree.write("a", chunks("3"));
    expect(await textAt(tree, "a")).toBe("3");
  });

  it("removes a file, a directory with all under it, and what is not there without a word", async () => {
    const { tree } = await open();
    for (const path of ["a/b/c", "a/b/d/e", "a/bc", "a/b.x", "a/b0", "f"]) await tree.write(path, chunks(path));
    await tree.remove("a/b");
    expect((await tree.list("a")).map(({ name }) => name)).toEqual(["b.x", "b0", "bc"]);
    for (const path of ["a/b/c", "a/b/d/e"]) expect(await tree.open(path)).toBeNull();
    for (const path of ["a/b", "a/b/d"]) expect(await tree.list(path)).toEqual([]);
    for (const path of ["a/b", "nothing", "f/below/file", "a/bc/x"]) await tree.remove(path);
    expect(await textAt(tree, "f")).toBe("f");
    expect(await textAt(tree, "a/bc")).toBe("a/bc");
    await tree.write("p/q/r", chunks("1"));
    await tree.remove("p/q/r");
    expect((await tree.list("")).map(({ name }) => name)).toEqual(["a", "f"]);
  });

  it("never removes the root, and refuses every path that is not one", async () => {
    const { tree } = await open();
    await tree.write("a/b", chunks("1"));
    await expect(tree.remove("")).rejects.toMatchObject({ code: "store.path_escapes" });
    for (const path of [".", "..", "/", "a/..", "a/../..", "a/", "./a", "a\\b", "%2e%2e/a", "a\0"]) {
      const refused = { code: "tracking.bad_artifact_path" };
      await expect(tree.remove(path)).rejects.toMatchObject(refused);
      await expect(tree.write(path, chunks("1"))).rejects.toMatchObject(refused);
      await expect(tree.open(path)).rejects.toMatchObject(refused);
      await expect(tree.list(path)).rejects.toMatchObject(refused);
      await expect(tree.beginParts(path)).rejects.toMatchObject(refused);
    }
    expect(await textAt(tree, "a/b")).toBe("1");
  });

  it("agrees with a plain map of names through any course of writes and removals", async () => {
    const path = fc
      .array(fc.constantFrom("a", "b", "a0", "b-"), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join("/"));
    const step = fc.record({ path, remove: fc.boolean(), value: fc.string({ maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const { tree } = await open();
        const model = new Map<string, string>();
        const under = (name: string, of: string): boolean => name.startsWith(`${of}/`);
        for (const { path, remove, value } of steps) {
          if (remove) {
            await tree.remove(path);
            for (const name of [...model.keys()]) if (name === path || under(name, path)) model.delete(name);
          } else if ([...model.keys()].some((name) => under(name, path) || under(path, name)))
            await expect(tree.write(path, chunks(value))).rejects.toMatchObject({
              code: "tracking.artifact_in_the_way",
            });
          else {
            await tree.write(path, chunks(value));
            model.set(path, value);
          }
        }
        expect(await everything(tree)).toEqual(Object.fromEntries(model));
      }),
      { numRuns: 12 },
    );
  });
}

async function everything(tree: ArtifactTree, directory = ""): Promise<Record<string, string | null>> {
  const all: Record<string, string | null> = {};
  for (const { name, isDirectory } of await tree.list(directory)) {
    const path = directory === "" ? name : `${directory}/${name}`;
    if (isDirectory) Object.assign(all, await everything(tree, path));
    else all[path] = await textAt(tree, path);
  }
  return all;
}

function transfers(open: () => Promise<TreeUnderTest>): void {
  it("leaves what was there when the source fails in the middle", async () => {
    const { tree } = await open();
    await tree.write("f", chunks("before"));
    const failing = async function* () {
      yield new Uint8Array(1_000_000);
      throw new Error("the cable was pulled");
    };
    await expect(tree.write("f", failing())).rejects.toThrow("the cable was pulled");
    await expect(tree.write("g/h", failing())).rejects.toThrow("the cable was pulled");
    expect(await textAt(tree, "f")).toBe("before");
    expect(await tree.list("")).toHaveLength(1);
  });

  it("stops when it is aborted, also while the source keeps it waiting", async () => {
    const { tree } = await open();
    const hanging = async function* () {
      yield new Uint8Array(1000);
      await new Promise(() => {});
    };
    const abort = new AbortController();
    const writing = tree.write("f", hanging(), { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(writing).rejects.toMatchObject({ code: "core.cancelled" });
    await expect(tree.write("f", chunks("1"), { signal: abort.signal })).rejects.toMatchObject({
      code: "core.cancelled",
    });
    expect(await tree.list("")).toEqual([]);
  });

  it("refuses other bytes than were expected", async () => {
    const { tree } = await open();
    const expectedDigest = digestOf("right");
    await expect(tree.write("f", chunks("wrong"), { expectedDigest })).rejects.toMatchObject({
      code: "tracking.bad_value",
    });
    expect(await tree.open("f")).toBeNull();
    await tree.write("f", chunks("right"), { expectedDigest });
    expect(await textAt(tree, "f")).toBe("right");
  });

  it("keeps what it was given, whatever the source does to its buffer afterwards", async () => {
    const { tree } = await open();
    const reusing = async function* () {
      const buffer = Buffer.alloc(300_000);
      for (let i = 0; i < 8; i++) yield buffer.fill(i);
    };
    await tree.write("f", reusing());
    const bytes = await collected((await tree.open("f"))!.read());
    expect(bytes.equals(Buffer.concat(Array.from({ length: 8 }, (_, i) => Buffer.alloc(300_000, i))))).toBe(true);
  });

  it("lets many write and read at once, and one of them win each name whole", async () => {
    const { tree } = await open();
    const letters = "abcdefghijklmnop";
    await Promise.all(
      [...letters].map(async (letter, i) => {
        await tree.write(`dir/${i % 4}`, chunks(letter.repeat(100_000), letter.repeat(100_000)));
        const seen = await textAt(tree, `dir/${i % 4}`).catch((error) => {
          expect(error).toMatchObject({ code: "store.unavailable" });
          return null;
        });
        if (seen !== null) expect(new Set(seen).size === 1 && seen.length === 200_000).toBe(true);
      }),
    );
    expect(await tree.list("dir")).toHaveLength(4);
  });

  it("lets a directory come and go while others write in it", async () => {
    const { tree } = await open();
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        ...["x", "y"].map((name) => tree.write(`a/b/${name}`, chunks(name))),
        tree.remove("a/b"),
        tree.remove("a/b/x"),
      ]);
      await tree.write("a/b/z", chunks("z"));
      expect(await textAt(tree, "a/b/z")).toBe("z");
    }
  });
}

function uploadsInParts(open: () => Promise<TreeUnderTest>): void {
  it("joins parts in the order that is asked for, the last of each number, after a restart too", async () => {
    const { tree, reopen } = await open();
    const { uploadId } = await tree.beginParts("d/whole");
    const second = await tree.writePart(uploadId, 2, chunks("world"));
    const old = await tree.writePart(uploadId, 1, chunks("bye "));
    const first = await tree.writePart(uploadId, 1, chunks("hel", "lo "));
    expect(first.tag).toBe(digestOf("hello "));
    expect(await tree.open("d/whole")).toBeNull();
    const again = await reopen();
    const parts = [
      { part: 1, tag: first.tag },
      { part: 2, tag: second.tag },
    ];
    const stale = [{ part: 1, tag: old.tag }];
    await expect(again.finishParts(uploadId, stale)).rejects.toMatchObject({ code: "tracking.part_unknown" });
    await Promise.all([again.finishParts(uploadId, parts), again.finishParts(uploadId, parts)]);
    expect(await textAt(again, "d/whole")).toBe("hello world");
    await again.finishParts(uploadId, parts);
    await expect(again.writePart(uploadId, 1, chunks("x"))).rejects.toMatchObject({ code: "tracking.upload_unknown" });
  });

  it("says which part or upload it does not know", async () => {
    const { tree } = await open();
    const { uploadId } = await tree.beginParts("f");
    const { tag } = await tree.writePart(uploadId, 1, chunks("1"));
    for (const parts of [
      [],
      [{ part: 2, tag }],
      [{ part: 1, tag: "0" }],
      [
        { part: 1, tag },
        { part: 3, tag },
      ],
    ])
      await expect(tree.finishParts(uploadId, parts)).rejects.toMatchObject({ code: "tracking.part_unknown" });
    for (const part of [0, -1, 1.5, 10_001, Number.NaN])
      await expect(tree.writePart(uploadId, part, chunks("1"))).rejects.toMatchObject({
        code: "tracking.part_unknown",
      });
    for (const unknown of [
      "",
      "nope",
      "../open",
      `${uploadId}/..`,
      uploadId.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    ]) {
      await expect(tree.finishParts(unknown, [{ part: 1, tag }])).rejects.toMatchObject({
        code: "tracking.upload_unknown",
      });
      await expect(tree.writePart(unknown, 1, chunks("1"))).rejects.toMatchObject({ code: "tracking.upload_unknown" });
      await tree.abortParts(unknown);
    }
    await tree.finishParts(uploadId, [{ part: 1, tag }]);
  });

  it("bounds the open uploads, and counts those that are joined or aborted no more", async () => {
    const { tree } = await open();
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push((await tree.beginParts("f")).uploadId);
    await expect(tree.beginParts("f")).rejects.toMatchObject({ code: "tracking.too_many_uploads" });
    await tree.abortParts(ids[0]);
    await expect(tree.writePart(ids[0], 1, chunks("1"))).rejects.toMatchObject({ code: "tracking.upload_unknown" });
    await tree.beginParts("f");
    await expect(tree.beginParts("f")).rejects.toMatchObject({ code: "tracking.too_many_uploads" });
    const { tag } = await tree.writePart(ids[1], 1, chunks("1"));
    await tree.finishParts(ids[1], [{ part: 1, tag }]);
    await tree.beginParts("f");
  });

  it("forgets uploads after a day", async () => {
    const { tree, clock, reopen } = await open();
    const { uploadId } = await tree.beginParts("f");
    const { tag } = await tree.writePart(uploadId, 1, chunks("1"));
    clock.moveTo(clock.now() + DAY_MS - 1);
    await tree.writePart(uploadId, 1, chunks("1"));
    clock.moveTo(clock.now() + 1);
    const again = await reopen();
    for (const one of [tree, again])
      await expect(one.finishParts(uploadId, [{ part: 1, tag }])).rejects.toMatchObject({
        code: "tracking.upload_unknown",
      });
    for (let i = 0; i < 5; i++) await again.beginParts("f");
  });

  it("leaves what was there when a part fails in the middle", async () => {
    const { tree } = await open();
    const { uploadId } = await tree.beginParts("f");
    const failing = async function* () {
      yield new Uint8Array(10);
      throw new Error("the cable was pulled");
    };
    const { tag } = await tree.writePart(uploadId, 1, chunks("1"));
    await expect(tree.writePart(uploadId, 1, failing())).rejects.toThrow("the cable was pulled");
    await tree.finishParts(uploadId, [{ part: 1, tag }]);
    expect(await textAt(tree, "f")).toBe("1");
  });
}
