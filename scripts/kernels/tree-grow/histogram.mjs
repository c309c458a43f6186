// Histograms of (Σg, Σh): 256 bins of 16 bytes for each feature. One unrolled function for each width of a block of features: each
// feature's place in the histogram is an immediate offset, so that adding a row costs five instructions a feature.
import { HISTOGRAM_BYTES } from "./layout.mjs";

/** Rows that are copied together before they are added: the copy's short body keeps many cache misses in flight at once. */
const GATHERED_ROWS = 64;
const WIDTHS = Array.from({ length: 28 }, (_, i) => 4 * (i + 1));
const MAX_LATER_WIDTH = 64;
const MAX_VECTORS = 8;

export function histogramFunctions() {
  return [
    ...Array.from({ length: MAX_VECTORS }, (_, i) => gather(i + 1)),
    gatherPairs(),
    ...WIDTHS.flatMap((width) => [accumulate(width), addFirst(width)]),
    ...WIDTHS.filter((width) => width <= MAX_LATER_WIDTH).map(addLater),
    clear(),
    addAll(),
    subtract(),
  ].join("\n");
}

/** Adds `n` rows: bins at p, pairs at q, each with its step. */
function accumulate(width) {
  const adds = Array.from({ length: width }, (_, f) => {
    const at = `offset=${f * HISTOGRAM_BYTES}`;
    const bin = `(i32.shl (i32.load8_u offset=${f} (local.get $p)) (i32.const 4))`;
    return `      (v128.store ${at} (local.tee $a (i32.add (local.get $h) ${bin})) (f64x2.add (v128.load ${at} (local.get $a)) (local.get $g)))`;
  });
  return `  (func $add${width} (export "add${width}") (param $p i32) (param $ps i32) (param $q i32) (param $qs i32) (param $n i32) (param $h i32)
    (local $g v128) (local $a i32)
    (if (i32.eqz (local.get $n)) (then (return)))
    (loop $rows
      (local.set $g (v128.load (local.get $q)))
${adds.join("\n")}
      (local.set $p (i32.add (local.get $p) (local.get $ps)))
      (local.set $q (i32.add (local.get $q) (local.get $qs)))
      (br_if $rows (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`;
}

/** Copies `n` records of 16·vectors bytes. */
function gather(vectors) {
  const copies = Array.from(
    { length: vectors },
    (_, i) => `      (v128.store offset=${16 * i} (local.get $to) (v128.load offset=${16 * i} (local.get $a)))`,
  );
  return `  (func $gather${vectors} (param $base i32) (param $rows i32) (param $n i32) (param $to i32)
    (local $a i32)
    (loop $copy
      (local.set $a (i32.add (local.get $base) (i32.mul (i32.load (local.get $rows)) (i32.const ${16 * vectors}))))
${copies.join("\n")}
      (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
      (local.set $to (i32.add (local.get $to) (i32.const ${16 * vectors})))
      (br_if $copy (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`;
}

/** The pairs at the head of the records of `rows`, side by side. */
function gatherPairs() {
  return `  (func (export "gatherPairs") (param $rows i32) (param $n i32) (param $base i32) (param $stride i32) (param $to i32)
    (if (i32.eqz (local.get $n)) (then (return)))
    (loop $copy
      (v128.store (local.get $to) (v128.load (i32.add (local.get $base) (i32.mul (i32.load (local.get $rows)) (local.get $stride)))))
      (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $copy (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`;
}

/** Rows given by number from a block whose records begin with the pair. */
function addFirst(width) {
  const bytes = 16 * (1 + Math.ceil(width / 16));
  return `  (func (export "addFirst${width}") (param $rows i32) (param $n i32) (param $base i32) (param $scratch i32) (param $h i32)
    (local $m i32)
    (block $done (loop $chunks
      (br_if $done (i32.eqz (local.get $n)))
      (local.set $m (select (i32.const ${GATHERED_ROWS}) (local.get $n) (i32.gt_u (local.get $n) (i32.const ${GATHERED_ROWS}))))
      (call $gather${bytes / 16} (local.get $base) (local.get $rows) (local.get $m) (local.get $scratch))
      (call $add${width} (i32.add (local.get $scratch) (i32.const 16)) (i32.const ${bytes}) (local.get $scratch) (i32.const ${bytes}) (local.get $m) (local.get $h))
      (local.set $rows (i32.add (local.get $rows) (i32.shl (local.get $m) (i32.const 2))))
      (local.set $n (i32.sub (local.get $n) (local.get $m)))
      (br $chunks))))`;
}

/** Rows given by number from a block of bins alone; their pairs stand side by side at $pairs. */
function addLater(width) {
  const bytes = 16 * Math.ceil(width / 16);
  return `  (func (export "addLater${width}") (param $rows i32) (param $n i32) (param $base i32) (param $scratch i32) (param $pairs i32) (param $h i32)
    (local $m i32)
    (block $done (loop $chunks
      (br_if $done (i32.eqz (local.get $n)))
      (local.set $m (select (i32.const ${GATHERED_ROWS}) (local.get $n) (i32.gt_u (local.get $n) (i32.const ${GATHERED_ROWS}))))
      (call $gather${bytes / 16} (local.get $base) (local.get $rows) (local.get $m) (local.get $scratch))
      (call $add${width} (local.get $scratch) (i32.const ${bytes}) (local.get $pairs) (i32.const 16) (local.get $m) (local.get $h))
      (local.set $rows (i32.add (local.get $rows) (i32.shl (local.get $m) (i32.const 2))))
      (local.set $pairs (i32.add (local.get $pairs) (i32.shl (local.get $m) (i32.const 4))))
      (local.set $n (i32.sub (local.get $n) (local.get $m)))
      (br $chunks))))`;
}

/** Zeros the bins in use; a feature's entry in the table is 8 bytes: value bins, kind. One bin more than values is in use. */
function clear() {
  return `  (func (export "clear") (param $h i32) (param $features i32) (param $n i32)
    (if (i32.eqz (local.get $n)) (then (return)))
    (loop $each
      (memory.fill (local.get $h) (i32.const 0) (i32.shl (i32.add (i32.load (local.get $features)) (i32.const 1)) (i32.const 4)))
      (local.set $h (i32.add (local.get $h) (i32.const ${HISTOGRAM_BYTES})))
      (local.set $features (i32.add (local.get $features) (i32.const 8)))
      (br_if $each (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`;
}

/** to += from, all features: the histograms of two shares of the rows. */
function addAll() {
  return `  (func (export "addAll") (param $to i32) (param $from i32) (param $features i32) (param $n i32)
    (local $a i32) (local $b i32) (local $bins i32)
    (if (i32.eqz (local.get $n)) (then (return)))
    (loop $each
      (local.set $a (local.get $to))
      (local.set $b (local.get $from))
      (local.set $bins (i32.add (i32.load (local.get $features)) (i32.const 1)))
      (loop $bin
        (v128.store (local.get $a) (f64x2.add (v128.load (local.get $a)) (v128.load (local.get $b))))
        (local.set $a (i32.add (local.get $a) (i32.const 16)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (br_if $bin (local.tee $bins (i32.sub (local.get $bins) (i32.const 1)))))
      (local.set $to (i32.add (local.get $to) (i32.const ${HISTOGRAM_BYTES})))
      (local.set $from (i32.add (local.get $from) (i32.const ${HISTOGRAM_BYTES})))
      (local.set $features (i32.add (local.get $features) (i32.const 8)))
      (br_if $each (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`;
}

/** parent −= child, one feature: `bins` bins. */
function subtract() {
  return `  (func $subtract (export "subtract") (param $parent i32) (param $child i32) (param $bins i32)
    (loop $each
      (v128.store (local.get $parent) (f64x2.sub (v128.load (local.get $parent)) (v128.load (local.get $child))))
      (local.set $parent (i32.add (local.get $parent) (i32.const 16)))
      (local.set $child (i32.add (local.get $child) (i32.const 16)))
      (br_if $each (local.tee $bins (i32.sub (local.get $bins) (i32.const 1))))))
  (func (export "subtractAll") (param $parent i32) (param $child i32) (param $features i32) (param $n i32)
    (if (i32.eqz (local.get $n)) (then (return)))
    (loop $each
      (call $subtract (local.get $parent) (local.get $child) (i32.add (i32.load (local.get $features)) (i32.const 1)))
      (local.set $parent (i32.add (local.get $parent) (i32.const ${HISTOGRAM_BYTES})))
      (local.set $child (i32.add (local.get $child) (i32.const ${HISTOGRAM_BYTES})))
      (local.set $features (i32.add (local.get $features) (i32.const 8)))
      (br_if $each (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`;
}
