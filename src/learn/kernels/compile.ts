/** Bytes of one WebAssembly page. */
export const PAGE_BYTES = 65_536;

const compiled = new Map<string, WebAssembly.Module | null>();

/**
 * The module in `base64` (made by `scripts/kernels.mjs`), compiled once for each process; null where the host has no WebAssembly
 * with SIMD, so that the caller falls back to the TypeScript kernel, which gives the same bits.
 */
export function compiledModule(base64: string): WebAssembly.Module | null {
  const known = compiled.get(base64);
  if (known !== undefined) return known;
  const module = compile(base64);
  compiled.set(base64, module);
  return module;
}

function compile(base64: string): WebAssembly.Module | null {
  if (typeof WebAssembly === "undefined") return null;
  const text = atob(base64);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}

/** The exported functions of `module` over `memory`, which it imports as `env.memory`. */
export function instantiate<F extends object>(module: WebAssembly.Module, memory: WebAssembly.Memory): F {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as F;
}

/** A memory that holds `bytes`. Throws a RangeError where the host cannot give as much. */
export function memoryFor(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages });
}
