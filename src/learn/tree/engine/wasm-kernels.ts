import { compiledModule, instantiate } from "../../kernels/compile.js";
import { treeGrowModule } from "../../kernels/tree-grow.generated.js";
import type { Arena } from "./arena.js";
import type { TreeKernels } from "./kernels.js";

type Exports = Readonly<Record<string, (...numbers: number[]) => number>>;

/** Whether this host runs the WebAssembly kernels. */
export function hasWasmKernels(): boolean {
  return compiledModule(treeGrowModule) !== null;
}

/** The WebAssembly kernels over the arena's memory, which must be one of WebAssembly's. */
export function wasmKernels(arena: Arena): TreeKernels {
  if (arena.memory === null) throw new Error("the WebAssembly kernels need WebAssembly's memory");
  return arena.isShared ? sharedKernels(arena.memory) : kernelsOver(treeGrowModule, arena.memory);
}

/** The same over a memory that threads share. */
export function sharedKernels(memory: WebAssembly.Memory): TreeKernels {
  return kernelsOver(sharedModule(), memory);
}

function kernelsOver(base64: string, memory: WebAssembly.Memory): TreeKernels {
  const module = compiledModule(base64);
  if (module === null) throw new Error("this host has no WebAssembly with SIMD");
  const exports = instantiate<Exports>(module, memory);
  const { add, addFirst, addLater } = byWidth(exports);
  return {
    ...(exports as unknown as TreeKernels),
    add: (width, ...rest) => add[width](...rest),
    addFirst: (width, ...rest) => addFirst[width](...rest),
    addLater: (width, ...rest) => addLater[width](...rest),
  };
}

/** The import of the memory in the module's bytes, up to its flags: 1 = it has a maximum, 3 = it is shared too. */
const MEMORY_IMPORT = "\x03env\x06memory\x02";

let shared: string | undefined;

/** The module as it is for a shared memory: one flag differs. */
function sharedModule(): string {
  if (shared !== undefined) return shared;
  const bytes = atob(treeGrowModule);
  const at = bytes.indexOf(MEMORY_IMPORT) + MEMORY_IMPORT.length;
  shared = btoa(`${bytes.slice(0, at)}\x03${bytes.slice(at + 1)}`);
  return shared;
}

function byWidth(exports: Exports): Readonly<Record<"add" | "addFirst" | "addLater", Exports[string][]>> {
  const found = { add: [], addFirst: [], addLater: [] } as Record<string, Exports[string][]>;
  for (const [name, kernel] of Object.entries(exports)) {
    const [, kind, width] = /^(add|addFirst|addLater)(\d+)$/.exec(name) ?? [];
    if (kind !== undefined) found[kind][Number(width)] = kernel;
  }
  return found as ReturnType<typeof byWidth>;
}
