/** Owners of paths in a tree of artifacts: `1/models/m`, "" for the root. */
export interface PathIndex {
  /** An owner that counts of this path, of one in it, or of one that it is in; null when there is none. By default all count. */
  overlapping(path: string, counts?: (owner: string) => boolean): string | null;
}

/** Indexes paths with who owns each: an answer takes as long as a path is deep. */
export function createPathIndex(owned: Iterable<readonly [path: string, owner: string]>): PathIndex {
  const at = new Map<string, string[]>();
  const within = new Map<string, string[]>();
  const note = (owners: Map<string, string[]>, path: string, owner: string): void => {
    const known = owners.get(path);
    if (known) known.push(owner);
    else owners.set(path, [owner]);
  };
  for (const [path, owner] of owned) {
    note(at, path, owner);
    for (const part of upwards(path)) note(within, part, owner);
  }
  return {
    overlapping(path, counts = () => true) {
      const inside = within.get(path)?.find(counts);
      if (inside !== undefined) return inside;
      for (const above of upwards(path)) {
        const around = at.get(above)?.find(counts);
        if (around !== undefined) return around;
      }
      return null;
    },
  };
}

/** The path, what it is in, and so on to the root. */
function* upwards(path: string): Generator<string> {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) yield at;
  yield "";
}
