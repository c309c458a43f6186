import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eachAbandoned, HOLD, holdFolder, makeHeld, seizeFolder } from "./held-folder.js";

let root: string;
let count = 0;
const fresh = (): string => join(root, `work-${count++}`);
const children: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "gyre-held-"));
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(root, { recursive: true, force: true });
});

/** A process of its own that holds the folder, by SQLite alone and nothing of ours. */
async function heldElsewhere(path: string): Promise<ChildProcess> {
  const program = `import { DatabaseSync } from "@photostructure/sqlite";
    const database = new DatabaseSync(process.argv[1]);
    database.exec("begin; select count(*) from sqlite_schema");
    process.stdout.write("held");
    setInterval(() => database.isOpen, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, join(path, HOLD)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return child;
}

const abandoned = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  await eachAbandoned(root, "work-", async ({ path }) => void found.push(path));
  return found;
};

describe("a held folder", () => {
  it("is nobody else's as long as one of its holders lives, and abandoned afterwards", async () => {
    const path = fresh();
    const made = await makeHeld(path);
    const second = await holdFolder(path);
    made.release();
    expect(await seizeFolder(path)).toBeNull();
    expect(await abandoned()).toEqual([]);
    second?.release();
    expect(await abandoned()).toEqual([path]);
  });

  it("is let go when the process that holds it is killed, but not while that only stands still", async () => {
    const path = fresh();
    (await makeHeld(path)).release();
    const child = await heldElsewhere(path);
    child.kill("SIGSTOP");
    expect(await abandoned()).not.toContain(path);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await abandoned()).toContain(path);
  });

  it("is given to one of those who look for abandoned ones, and cannot be held meanwhile", async () => {
    const path = fresh();
    (await makeHeld(path)).release();
    const seized = await seizeFolder(path);
    expect([await seizeFolder(path), await holdFolder(path)]).toEqual([null, null]);
    await seized?.remove();
    expect(await holdFolder(path)).toBeNull();
    await expect(access(path)).rejects.toThrow("ENOENT");
  });

  it("stays held when it moves", async () => {
    const moved = await (await makeHeld(fresh())).moveTo(fresh());
    expect(await seizeFolder(moved.path)).toBeNull();
    await moved.remove();
  });

  it("keeps its lock to the last while it is removed, so that a kill leaves what can be found", async () => {
    const folder = await makeHeld(fresh());
    await mkdir(join(folder.path, "full"));
    await writeFile(join(folder.path, "full", "file"), "");
    const removing = folder.remove();
    expect(await seizeFolder(folder.path)).toBeNull();
    await removing;
    expect(await readdir(root)).not.toContain(folder.path.slice(root.length + 1));
  });

  it("is always its maker's, however many look for abandoned ones while it is made", async () => {
    let looking = true;
    const look = async () => {
      while (looking) await eachAbandoned(root, "made-", (folder) => folder.remove());
    };
    const lookers = [look(), look()];
    for (let i = 0; i < 100; i++) {
      const folder = await makeHeld(join(root, `made-${i}`));
      await writeFile(join(folder.path, "mine"), "");
      expect((await readdir(folder.path)).sort()).toEqual([HOLD, "mine"]);
      folder.release();
    }
    looking = false;
    await Promise.all(lookers);
  });

  it("is none that was never held, no link, and nothing that does not begin so", async () => {
    const [never, link, other] = [fresh(), fresh(), join(root, "other")];
    await mkdir(never);
    await writeFile(join(never, "file"), "");
    const target = await makeHeld(other);
    target.release();
    await symlink(other, link);
    const found = await abandoned();
    for (const path of [never, link, other]) expect(found).not.toContain(path);
    expect(await readdir(never)).toEqual(["file"]);
    expect(await holdFolder(fresh())).toBeNull();
  });
});
