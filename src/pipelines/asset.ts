import type { Codec } from "./codec.js";

/** Values of an asset's inputs, read only when asked for. */
export type Inputs = Readonly<Record<string, () => Promise<unknown>>>;

/** Something that a pipeline makes and keeps. What `config` and the inputs' contents do not change need not be made again. */
export interface Asset<T = unknown> {
  readonly name: string;
  /** Names of the assets it is made from. */
  readonly from: readonly string[];
  /** Everything besides the inputs that decides the output; hashed into the cache key. */
  readonly config: unknown;
  readonly codec: Codec<T>;
  /** `digests` are those of the inputs' contents, by name. */
  make(inputs: Inputs, signal: AbortSignal | undefined, digests?: Readonly<Record<string, string>>): Promise<T>;
}

/** The assets in an order in which each comes after those it is made from. Throws on an unknown or repeated name or a circle, which only a fault in Gyre can cause. */
export function inOrder(assets: readonly Asset[]): readonly Asset[] {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  if (byName.size < assets.length) throw new Error("two assets have the same name");
  const ordered = new Set<Asset>();
  const visit = (name: string, path: readonly string[]): void => {
    const asset = byName.get(name);
    if (!asset) throw new Error(`asset ${path.at(-1)} is made from ${name}, which does not exist`);
    if (path.includes(name))
      throw new Error(`assets are made from each other in a circle: ${[...path, name].join(" → ")}`);
    if (ordered.has(asset)) return;
    for (const input of asset.from) visit(input, [...path, name]);
    ordered.add(asset);
  };
  for (const asset of assets) visit(asset.name, []);
  return [...ordered];
}
