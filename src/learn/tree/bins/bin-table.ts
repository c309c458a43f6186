import { checkNotCancelled, type FitOptions } from "../../fit-options.js";
import type { Column, Table } from "../../table.js";
import { type Arena, createArena } from "../engine/arena.js";
import { FEATURE_BYTES, type TreeKernels } from "../engine/kernels.js";
import { plainKernels } from "../engine/plain-kernels.js";
import { viewsOf } from "../engine/views.js";
import { hasWasmKernels, wasmKernels } from "../engine/wasm-kernels.js";
import type { GbdtConfig } from "../gbdt-config.js";
import { type BinRules, type BinSample, defineFeature } from "./define-feature.js";
import type { Feature } from "./feature.js";
import { type Block, blocksOf } from "./layout.js";
import { sampleRows } from "./sample.js";

/** A block and where its records are. */
export interface PlacedBlock extends Block {
  readonly address: number;
}

/** Where one feature's bins are: row r at address + r·stride. */
export interface BinColumn {
  readonly address: number;
  readonly stride: number;
}

/** A table as 8-bit bins in one memory: by row for the histograms and, unless memory is short, by column for the partition. */
export interface BinnedTable {
  readonly rows: number;
  readonly features: readonly Feature[];
  readonly arena: Arena;
  readonly kernels: TreeKernels;
  readonly blocks: readonly PlacedBlock[];
  readonly binColumns: readonly BinColumn[];
  /** The table of features that kernels read. */
  readonly featureTable: number;
}

/** What decides on bins and on where they are kept. */
export type TableRules = BinRules & Pick<GbdtConfig, "memory">;

/** Which kernels to use, "shared" = WebAssembly on a memory for threads; the default is "wasm" where the host has it. The bits are the same. */
export type KernelChoice = "wasm" | "plain" | "shared";

const SAMPLE_ROWS = 200_000;
const CHUNK_ROWS = 8192;
const TRANSPOSED_ROWS = 512;

/**
 * Sorts every column's values into bins, found from at most about 200,000 rows; columns that cannot split are left out. Costs about
 * two bytes per row and feature, one with `memory: "small"`. Throws `learn.bad_table` when that is beyond 4 GB, and `core.cancelled`.
 */
export function binTable(
  table: Table,
  rules: TableRules,
  options: Pick<FitOptions, "signal" | "weights">,
  choice: KernelChoice = hasWasmKernels() ? "wasm" : "plain",
): BinnedTable {
  const features = defineFeatures(table, rules, options);
  const arena = createArena(choice !== "plain", choice === "shared");
  const blocks = blocksOf(features.length).map((block) => ({
    ...block,
    address: arena.reserve(block.stride * (table.rows + 1)),
  }));
  const columnBytes = Math.ceil(table.rows / 64) * 64;
  const isSmall = rules.memory === "small";
  const columns = arena.reserve(columnBytes * (isSmall ? 1 : features.length));
  const room = arena.reserve(8 * CHUNK_ROWS + 2048);
  const featureTable = arena.reserve(FEATURE_BYTES * features.length);
  const kernels = choice === "plain" ? plainKernels(arena) : wasmKernels(arena);
  writeFeatureTable(arena, featureTable, features);
  const places = features.map((_, f) => recordPlace(blocks, f));
  features.forEach((feature, f) => {
    checkNotCancelled(options);
    const to = columns + (isSmall ? 0 : f * columnBytes);
    mapColumn({ arena, kernels, room, options }, table.columns[feature.column], feature, to);
    if (isSmall) kernels.scatter(to, table.rows, places[f].address, places[f].stride);
  });
  const binColumns = isSmall ? places : features.map((_, f) => ({ address: columns + f * columnBytes, stride: 1 }));
  if (!isSmall) transpose(kernels, { from: binColumns, to: places, rows: table.rows }, options);
  return { rows: table.rows, features, arena, kernels, blocks, binColumns, featureTable };
}

function defineFeatures(table: Table, rules: TableRules, options: Pick<FitOptions, "signal" | "weights">): Feature[] {
  const weights = rules.compat === "lightgbm" ? undefined : options.weights;
  const totalWeight = weights === undefined ? table.rows : weights.reduce((sum, weight) => sum + weight, 0);
  const sample: BinSample = { rows: sampleRows(table, SAMPLE_ROWS, totalWeight, options), ...(weights && { weights }) };
  return table.columns.flatMap((column, index) => {
    checkNotCancelled(options);
    const feature = defineFeature(column, index, sample, rules);
    return feature === null ? [] : [feature];
  });
}

function writeFeatureTable(arena: Arena, address: number, features: readonly Feature[]): void {
  const { i32 } = viewsOf(arena);
  features.forEach((feature, f) => {
    const at = (address + f * FEATURE_BYTES) / 4;
    i32[at] = feature.bins;
    i32[at + 1] = feature.kind === "category" ? 0 : feature.hasMissing ? 2 : 1;
  });
}

function recordPlace(blocks: readonly PlacedBlock[], feature: number): BinColumn {
  const block = blocks.findLast(({ from }) => from <= feature)!;
  return { address: block.address + block.binsAt + feature - block.from, stride: block.stride };
}

interface Mapper {
  readonly arena: Arena;
  readonly kernels: TreeKernels;
  /** A chunk of values, then the padded bounds. */
  readonly room: number;
  readonly options: Pick<FitOptions, "signal">;
}

function mapColumn({ arena, kernels, room, options }: Mapper, column: Column, feature: Feature, to: number): void {
  const { u8, f64 } = viewsOf(arena);
  if (column.kind === "category" && feature.kind === "category") {
    const binOf = new Uint8Array(column.categories.length + 1);
    feature.codes.forEach((code, i) => {
      binOf[code + 1] = i + 1;
    });
    for (let i = 0; i < column.codes.length; i++) u8[to + i] = binOf[column.codes[i] + 1];
  } else if (column.kind === "number" && feature.kind === "number") {
    const bounds = room + 8 * CHUNK_ROWS;
    f64.fill(Number.POSITIVE_INFINITY, bounds / 8, bounds / 8 + 256);
    f64.set(feature.bounds, bounds / 8);
    const firstStep = 8 * (2 ** Math.ceil(Math.log2(Math.max(2, feature.bins))) / 2);
    const missing = feature.hasMissing ? feature.bins : feature.zeroBin;
    for (let start = 0; start < column.values.length; start += CHUNK_ROWS) {
      if (start % (128 * CHUNK_ROWS) === 0) checkNotCancelled(options);
      const chunk = column.values.subarray(start, start + CHUNK_ROWS);
      f64.set(chunk, room / 8);
      kernels.mapNumbers(room, chunk.length, bounds, firstStep, missing, to + start);
    }
  }
}

/** Blocks of rows keep the records that are being filled in the cache. */
function transpose(
  kernels: TreeKernels,
  { from, to, rows }: { readonly from: readonly BinColumn[]; readonly to: readonly BinColumn[]; readonly rows: number },
  options: Pick<FitOptions, "signal">,
): void {
  for (let start = 0; start < rows; start += TRANSPOSED_ROWS) {
    const n = Math.min(TRANSPOSED_ROWS, rows - start);
    if (start % (128 * TRANSPOSED_ROWS) === 0) checkNotCancelled(options);
    for (let f = 0; f < from.length; f++) {
      kernels.scatter(from[f].address + start, n, to[f].address + start * to[f].stride, to[f].stride);
    }
  }
}
