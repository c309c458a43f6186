import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { ArtifactStore } from "./index.js";

/** What every {@link ArtifactStore} must do; `open` gives an empty one, `damage` changes a byte of what is kept under a digest. */
export function artifactStoreContract(
  open: () => Promise<{ readonly store: ArtifactStore; damage(digest: string): Promise<void> }>,
): void {
  const bytes = new TextEncoder().encode("a model");

  it("names bytes by their SHA-256 and gives them back", async () => {
    const { store } = await open();
    const kept = await store.put(bytes);
    expect(kept).toEqual({ digest: createHash("sha256").update(bytes).digest("hex"), sizeBytes: 7 });
    expect(new TextDecoder().decode((await store.get(kept.digest))!)).toBe("a model");
    expect(await store.has(kept.digest)).toBe(true);
  });

  it("keeps the empty artifact", async () => {
    const { store } = await open();
    const { digest, sizeBytes } = await store.put(new Uint8Array());
    expect(digest).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(sizeBytes).toBe(0);
    expect(await store.get(digest)).toHaveLength(0);
  });

  it("gives null for what was never put", async () => {
    const { store } = await open();
    expect(await store.get("0".repeat(64))).toBeNull();
    expect(await store.has("0".repeat(64))).toBe(false);
  });

  it("takes the same bytes any number of times, also at once", async () => {
    const { store } = await open();
    const all = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes)));
    expect(new Set(all.map((one) => one.digest)).size).toBe(1);
    expect(await store.get(all[0].digest)).toEqual(bytes);
  });

  it("keeps what was put, whatever the caller does to its buffer afterwards", async () => {
    const { store } = await open();
    for (const buffer of [Uint8Array.from([1, 2, 3]), Buffer.from([4, 5, 6])]) {
      const before = [...buffer];
      const { digest } = await store.put(buffer);
      buffer[0] = 9;
      expect([...(await store.get(digest))!]).toEqual(before);
    }
  });

  it("throws store.corrupt when what it kept has changed, and putting the bytes again heals it", async () => {
    const { store, damage } = await open();
    const { digest } = await store.put(bytes);
    await damage(digest);
    await expect(store.get(digest)).rejects.toMatchObject({ code: "store.corrupt" });
    await store.put(bytes);
    expect(await store.get(digest)).toEqual(bytes);
  });

  it("refuses a digest that is not one, so that no path can escape", async () => {
    const { store } = await open();
    for (const bad of ["../../etc/passwd", "", "AB".repeat(32), `${"a".repeat(63)}/`, `${"a".repeat(64)}\n`]) {
      await expect(store.get(bad)).rejects.toMatchObject({ code: "store.path_escapes" });
      await expect(store.has(bad)).rejects.toMatchObject({ code: "store.path_escapes" });
    }
  });
}
