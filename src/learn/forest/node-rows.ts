import type { Groups, NodeSplit, PlacedFeature, Workshop } from "./workshop.js";

/** Nodes of fewer rows read bins that stand side by side for each row: these few lines stay in the cache while the branch grows. */
const FEW_ROWS = 1024;

/** Groups the rows from `start` to `end`, at least one, by their bins of a feature; gives the number of groups. */
export function groupRows(
  shop: Workshop,
  { feature, columns, size, record, group }: PlacedFeature,
  start: number,
  end: number,
  groups: Groups,
): number {
  const isFew = end - start < FEW_ROWS && shop.stride > 0;
  return group(
    isFew ? record : columns,
    isFew ? shop.stride : size,
    shop.rowsAt + 4 * start,
    shop.recordsAt + 16 * start,
    end - start,
    feature.count + 1,
    shop.roomAt,
    groups.binAt,
    groups.sumsAt,
    8 * shop.channels,
  );
}

/** Orders a node's rows so that those that go left come first, both sides in their old order; gives where the right side begins. */
export function divideRows(shop: Workshop, split: NodeSplit, start: number, end: number): number {
  const { feature, columns, size, record, divide, divideBySet } = split.placed;
  const isFew = end - start < FEW_ROWS && shop.stride > 0;
  const bySet = split.leftCodes !== null;
  if (split.leftCodes !== null) {
    shop.set.fill(0, 0, feature.count + 1);
    for (const code of split.leftCodes) shop.set[code] = 1;
  }
  const left = (bySet ? divideBySet : divide)(
    isFew ? record : columns,
    isFew ? shop.stride : size,
    shop.rowsAt + 4 * start,
    shop.recordsAt + 16 * start,
    end - start,
    shop.spareRowsAt,
    shop.spareRecordsAt,
    bySet ? shop.setAt : split.cut,
    split.missingLeft ? feature.count : -1,
  );
  return start + left;
}
