import { checkNotCancelled } from "../../fit-options.js";
import { type Call, callKernel, sharesOf } from "../crew/crew.js";
import { HISTOGRAM_BYTES } from "../engine/kernels.js";
import { splitFeatures } from "./split-features.js";
import { CHUNK_ROWS, PAIR_ROWS, type Workshop } from "./workshop.js";

/** Below this waiting for helpers costs more than they bring. */
const FEWEST_SHARED_ROWS = 4096;
/** Rows that are copied together: shares end between them. */
const UNIT_ROWS = 64;

/** `n` rows from `start` on, to be added to histograms; `scratch` is one member's own. */
interface Portion {
  readonly start: number;
  readonly n: number;
  readonly histograms: number;
  readonly scratch: number;
}

type AddRows = (portion: Portion) => Call[];

/** Adds the pairs of the row numbers [from, to) into their bins, after clearing. The order of the sums is free, as they are exact. */
export function fillHistogram(workshop: Workshop, histograms: number, from: number, to: number): void {
  const { blocks } = workshop.binned;
  const add: AddRows = (portion) => (blocks.length === 1 ? addSingle(workshop, portion) : addBlocks(workshop, portion));
  fill(workshop, { histograms, from, to, add });
}

/** The same for all rows, one record after the other. */
export function fillWhole(workshop: Workshop, histograms: number): void {
  const { blocks, rows } = workshop.binned;
  const [{ address: pairs, stride: pairStride }] = blocks;
  const add: AddRows = ({ start, n, histograms: to }) =>
    blocks.map(({ width, address, stride, binsAt, from }) => {
      const bins = address + start * stride + binsAt;
      const own = to + from * HISTOGRAM_BYTES;
      return { kernel: "add", numbers: [width, bins, stride, pairs + start * pairStride, pairStride, n, own] };
    });
  fill(workshop, { histograms, from: 0, to: rows, add });
}

interface Filling {
  readonly histograms: number;
  readonly from: number;
  readonly to: number;
  readonly add: AddRows;
}

function fill(workshop: Workshop, filling: Filling): void {
  const { binned, crew, members, signal } = workshop;
  const { histograms, from, to } = filling;
  checkNotCancelled(signal);
  if (crew.size > 1 && to - from >= FEWEST_SHARED_ROWS) {
    fillTogether(workshop, filling);
    return;
  }
  callKernel(binned.kernels, clearing(workshop, histograms));
  for (let start = from; start < to; start += CHUNK_ROWS) {
    if (start > from) checkNotCancelled(signal);
    const share = [start, Math.min(to, start + CHUNK_ROWS)] as const;
    for (const call of addCalls(workshop, filling, share, { histograms, scratch: members[0].scratch })) {
      callKernel(binned.kernels, call);
    }
  }
}

/** Each member adds its share of the rows to histograms of its own, which then are added up. */
function fillTogether(workshop: Workshop, filling: Filling): void {
  const { binned, crew, members } = workshop;
  const { histograms, from, to } = filling;
  const own = members.map((member, i) => (i === 0 ? histograms : member.histograms));
  crew.run(
    sharesOf(from, to, crew.size, UNIT_ROWS).map((share, i) => [
      clearing(workshop, own[i]),
      ...addCalls(workshop, filling, share, { histograms: own[i], scratch: members[i].scratch }),
    ]),
  );
  splitFeatures(workshop, (first, n) =>
    own.slice(1).map((other) => ({
      kernel: "addAll",
      numbers: [
        histograms + first * HISTOGRAM_BYTES,
        other + first * HISTOGRAM_BYTES,
        binned.featureTable + first * 8,
        n,
      ],
    })),
  );
}

function clearing({ binned }: Workshop, histograms: number): Call {
  return { kernel: "clear", numbers: [histograms, binned.featureTable, binned.features.length] };
}

/** A share in parts that are small enough for what they share in the cache. */
function addCalls(
  { binned }: Workshop,
  { add }: Filling,
  [from, to]: readonly [number, number],
  place: Pick<Portion, "histograms" | "scratch">,
): Call[] {
  const step = binned.blocks.length === 1 ? CHUNK_ROWS : PAIR_ROWS;
  const calls: Call[] = [];
  for (let start = from; start < to; start += step) {
    calls.push(...add({ start, n: Math.min(step, to - start), ...place }));
  }
  return calls;
}

function addSingle({ binned, rows }: Workshop, { start, n, histograms: to, scratch }: Portion): Call[] {
  const [{ width, address }] = binned.blocks;
  return [{ kernel: "addFirst", numbers: [width, rows + 4 * start, n, address, scratch, to] }];
}

function addBlocks({ binned, rows }: Workshop, { start, n, histograms: to, scratch }: Portion): Call[] {
  const { blocks } = binned;
  const numbers = rows + 4 * start;
  const pairs = scratch - 16 * PAIR_ROWS;
  const [{ address, stride }] = blocks;
  return [
    { kernel: "gatherPairs", numbers: [numbers, n, address, stride, pairs] },
    ...blocks.map(({ width, address, from }, i): Call => {
      const own = to + from * HISTOGRAM_BYTES;
      return i === 0
        ? { kernel: "addFirst", numbers: [width, numbers, n, address, scratch, own] }
        : { kernel: "addLater", numbers: [width, numbers, n, address, scratch, pairs, own] };
    }),
  ];
}
