import { GyreError } from "../../core/index.js";
import type { BinnedFeature, Feature } from "./bin-features.js";
import { type Divide, type ForestKernels, type Group, RECORD_BYTES, SUMS_AT } from "./engine/kernels.js";
import { FEW_ROWS, forestMachine } from "./engine/machine.js";

/** A feature and where its bins are: row r's at columns + r·size, and at record + r·{@link Workshop.stride}. */
export interface PlacedFeature {
  readonly feature: Feature;
  readonly columns: number;
  /** Bytes of a bin. */
  readonly size: 1 | 2;
  readonly record: number;
  readonly group: Group;
  readonly divide: Divide;
  readonly divideBySet: Divide;
}

/** The best split of a node. */
export interface NodeSplit {
  readonly placed: PlacedFeature;
  /** Of a number: bins up to `cut`, and so values up to `threshold`, go left; missing values where `missingLeft` says. */
  readonly threshold: number;
  readonly cut: number;
  readonly missingLeft: boolean;
  /** Of a category: these codes, ascending, go left; all others and missing ones right. Null for a number. */
  readonly leftCodes: readonly number[] | null;
  /** What it adds to the purity. */
  readonly gain: number;
  readonly leftSums: readonly number[];
  readonly leftWeight: number;
}

/** The groups of a node's rows: their bins, ascending, and their sums, (groups, channels) row-major. */
export interface Groups {
  readonly binAt: number;
  readonly sumsAt: number;
  readonly bin: Int32Array;
  readonly sums: Float64Array;
}

/** The memory in which the trees of one fit grow, one after the other; places are byte addresses. */
export interface Workshop {
  readonly kernels: ForestKernels;
  readonly features: readonly PlacedFeature[];
  /** Bytes from one row's bins, side by side, to the next row's; 0 where there is no room for these. */
  readonly stride: number;
  readonly channels: number;
  /** The training rows of the present tree, so ordered that every node has a range, and the record of each. */
  readonly rows: Int32Array;
  readonly rowsAt: number;
  readonly records: Float64Array;
  /** The classes in records that hold a weight and a class. */
  readonly recordWords: Int32Array;
  readonly recordsAt: number;
  readonly spareRowsAt: number;
  readonly spareRecordsAt: number;
  readonly roomAt: number;
  /** For the feature at hand and for the best one so far. */
  readonly groups: readonly [Groups, Groups];
  /** The first side of the best cut and its score; where there are several classes, room and the sums of the node. */
  readonly found: Float64Array;
  readonly foundAt: number;
  /** By bin: 1 goes left. */
  readonly set: Uint8Array;
  readonly setAt: number;
}

/** What a workshop is made for. */
export interface WorkshopNeeds {
  readonly rows: number;
  readonly channels: number;
  /** Whether records hold a weight and a class instead of two sums. */
  readonly hasClasses: boolean;
}

/** Rows' bins side by side are kept up to so many bytes. */
const MAX_RECORD_BYTES = 2 ** 28;
/** What 32-bit addresses reach. */
const MAX_BYTES = 2 ** 32 - 65_536;

/** Lays out a fit's memory. Throws `learn.bad_table` when it would be above 4 GB. */
export function createWorkshop(binned: readonly BinnedFeature[], needs: WorkshopNeeds): Workshop {
  const { rows, channels } = needs;
  const widest = binned.reduce((most, { feature }) => Math.max(most, feature.count + 1), 1);
  const stride = recordStride(binned, rows);
  let end = 0;
  const place = (bytes: number): number => {
    end += Math.ceil(bytes / 64) * 64;
    return end - Math.ceil(bytes / 64) * 64;
  };
  const columns = binned.map(({ bins }) => place(bins.byteLength));
  const record = place(stride * rows);
  const [rowsAt, spareRowsAt] = [place(4 * rows), place(4 * rows)];
  const [recordsAt, spareRecordsAt] = [place(RECORD_BYTES * rows), place(RECORD_BYTES * rows)];
  const roomAt = place(SUMS_AT + 8 * channels * widest);
  const groupsAt = [0, 1].map(() => [place(4 * (widest + 1)), place(8 * channels * (widest + 1))]);
  const [foundAt, setAt] = [place(8 * (3 * channels + 1)), place(widest)];
  if (end > MAX_BYTES) throw tooLarge(end);
  const { buffer, kernels } = forestMachine(end, rows < FEW_ROWS);
  const groups = groupsAt.map(
    ([binAt, sumsAt]): Groups => ({
      binAt,
      sumsAt,
      bin: new Int32Array(buffer, binAt, widest + 1),
      sums: new Float64Array(buffer, sumsAt, channels * (widest + 1)),
    }),
  );
  return {
    kernels,
    features: placeFeatures({ buffer, kernels, columns, record, stride }, binned, needs),
    stride,
    channels,
    rows: new Int32Array(buffer, rowsAt, rows),
    rowsAt,
    records: new Float64Array(buffer, recordsAt, 2 * rows),
    recordWords: new Int32Array(buffer, recordsAt, 4 * rows),
    recordsAt,
    spareRowsAt,
    spareRecordsAt,
    roomAt,
    groups: [groups[0], groups[1]],
    found: new Float64Array(buffer, foundAt, 3 * channels + 1),
    foundAt,
    set: new Uint8Array(buffer, setAt, widest),
    setAt,
  };
}

/** Bytes for one row's bins: no more lines of the cache than needed; 0 where all rows' would be too many. */
function recordStride(binned: readonly BinnedFeature[], rows: number): number {
  const bytes = binned.reduce((sum, { bins }) => sum + bins.BYTES_PER_ELEMENT, 0);
  const stride = bytes <= 64 ? 2 ** Math.ceil(Math.log2(Math.max(4, bytes))) : Math.ceil(bytes / 64) * 64;
  return stride * rows <= MAX_RECORD_BYTES ? stride : 0;
}

interface BinPlaces {
  readonly buffer: ArrayBuffer;
  readonly kernels: ForestKernels;
  readonly columns: readonly number[];
  readonly record: number;
  readonly stride: number;
}

function placeFeatures(
  { buffer, kernels, columns, record, stride }: BinPlaces,
  binned: readonly BinnedFeature[],
  { hasClasses }: WorkshopNeeds,
): PlacedFeature[] {
  const [u8, u16] = [new Uint8Array(buffer), new Uint16Array(buffer)];
  let next = record;
  // Bins of two bytes come first, so that they are aligned.
  const places = new Map<BinnedFeature, number>();
  for (const size of [2, 1]) {
    for (const one of binned) {
      if (one.bins.BYTES_PER_ELEMENT !== size) continue;
      places.set(one, next);
      next += size;
    }
  }
  return binned.map((one, f): PlacedFeature => {
    const { feature, bins } = one;
    const isNarrow = bins instanceof Uint8Array;
    const size = isNarrow ? 1 : 2;
    const to = places.get(one)!;
    const all = isNarrow ? u8 : u16;
    all.set(bins, columns[f] / size);
    if (stride > 0) for (let r = 0; r < bins.length; r++) all[(to + r * stride) / size] = bins[r];
    const [narrow, wide] = hasClasses ? [kernels.classes1, kernels.classes2] : [kernels.pairs1, kernels.pairs2];
    return {
      feature,
      columns: columns[f],
      size,
      record: to,
      group: isNarrow ? narrow : wide,
      divide: isNarrow ? kernels.divide1 : kernels.divide2,
      divideBySet: isNarrow ? kernels.divideBySet1 : kernels.divideBySet2,
    };
  });
}

function tooLarge(bytes: number): GyreError {
  const gigabytes = (bytes / 2 ** 30).toFixed(1);
  return new GyreError("learn.bad_table", `the trees need ${gigabytes} GB for this table, and 4 GB is the most`, {
    hint: "Train on a sample of the rows or on fewer columns.",
  });
}
