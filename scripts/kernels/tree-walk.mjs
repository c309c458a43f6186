// Prediction of many rows: values to ranks among a model's thresholds, and the walk of eight rows at a time through a tree.
//
// Layout, given by src/learn/tree/walk/packed.ts: a node is 8 bytes, [rank column u16][rank u16][address of the left child i32]; the
// right child follows the left one; a leaf has rank 65535 and is its own left child, so that a row that has arrived stays. At `delta`
// bytes behind each node is its slot: a leaf's value (f64), or the address of its values (i32).

const LANES = [0, 1, 2, 3, 4, 5, 6, 7];
const BLOCK_SHIFT = 9;

/** p ← left child, or the node after it where the row's rank is above the node's. */
function next(lane, bytes) {
  const load = bytes === 1 ? `i32.load8_u offset=${lane}` : `i32.load16_u offset=${2 * lane}`;
  const rank = `(${load} (i32.add (local.get $row) (i32.shl (i32.load16_u (local.get $p${lane})) (i32.const ${BLOCK_SHIFT + bytes - 1}))))`;
  const isRight = `(i32.gt_u ${rank} (i32.load16_u offset=2 (local.get $p${lane})))`;
  return `(i32.add (i32.load offset=4 (local.get $p${lane})) (i32.shl ${isRight} (i32.const 3)))`;
}

/** Three steps for each lane; the last one notes whether any row still moved. */
function descend(bytes) {
  const step = LANES.map((lane) => `(local.set $p${lane} ${next(lane, bytes)})`).join("\n");
  const last = LANES.map(
    (lane) => `(local.set $q ${next(lane, bytes)})
      (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $q) (local.get $p${lane}))))
      (local.set $p${lane} (local.get $q))`,
  ).join("\n");
  return `(loop $deeper
    ${step}
    ${step}
    (local.set $moved (i32.const 0))
    ${last}
    (br_if $deeper (local.get $moved)))`;
}

function walk(name, bytes, extra, arrive) {
  return `(func (export "${name}") (param $root i32) (param $delta i32) (param $row i32) (param $sums i32) (param $rows i32) ${extra}
    (local $q i32) (local $moved i32) (local $k i32) ${LANES.map((lane) => `(local $p${lane} i32)`).join(" ")}
    (loop $block
      ${LANES.map((lane) => `(local.set $p${lane} (local.get $root))`).join("\n")}
      ${descend(bytes)}
      ${LANES.map(arrive).join("\n")}
      (local.set $row (i32.add (local.get $row) (i32.const ${8 * bytes})))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 8)))
      (br_if $block (i32.gt_s (local.get $rows) (i32.const 0)))))`;
}

/** sums[row] += the leaf's value. */
function addOne(lane) {
  const at = `(local.get $sums)`;
  const value = `(f64.load (i32.add (local.get $p${lane}) (local.get $delta)))`;
  const add = `(f64.store offset=${8 * lane} ${at} (f64.add (f64.load offset=${8 * lane} ${at}) ${value}))`;
  return lane < 7 ? add : `${add} (local.set $sums (i32.add ${at} (i32.const 64)))`;
}

/** sums[row, k] += the leaf's value k, for $width bytes of values. */
function addAll(lane) {
  return `(local.set $q (i32.load (i32.add (local.get $p${lane}) (local.get $delta))))
    (local.set $k (local.get $width))
    (loop $output${lane}
      (f64.store (local.get $sums) (f64.add (f64.load (local.get $sums)) (f64.load (local.get $q))))
      (local.set $sums (i32.add (local.get $sums) (i32.const 8)))
      (local.set $q (i32.add (local.get $q) (i32.const 8)))
      (br_if $output${lane} (local.tee $k (i32.sub (local.get $k) (i32.const 8)))))`;
}

/**
 * rank = how many of the 2^steps − 1 thresholds at $table are below the value; NaN is below all (`nanLow`) or above all. Four
 * values at a time hide the latency of the loads.
 */
function rank(name, bytes, nanLow) {
  const four = [0, 1, 2, 3];
  const isAbove = (lane) => {
    const threshold = `(f64.load (i32.add (local.get $a${lane}) (local.get $half)))`;
    return nanLow
      ? `(f64.gt (local.get $x${lane}) ${threshold})`
      : `(i32.eqz (f64.le (local.get $x${lane}) ${threshold}))`;
  };
  const store = bytes === 1 ? "i32.store8" : "i32.store16";
  return `(func (export "${name}") (param $values i32) (param $table i32) (param $steps i32) (param $ranks i32) (param $rows i32)
    (local $shift i32) (local $half i32) ${four.map((lane) => `(local $a${lane} i32) (local $x${lane} f64)`).join(" ")}
    (loop $block
      ${four.map((lane) => `(local.set $a${lane} (local.get $table)) (local.set $x${lane} (f64.load offset=${8 * lane} (local.get $values)))`).join("\n")}
      (local.set $shift (i32.add (local.get $steps) (i32.const 2)))
      (loop $search
        (local.set $half (i32.sub (i32.shl (i32.const 1) (local.get $shift)) (i32.const 8)))
        ${four.map((lane) => `(local.set $a${lane} (i32.add (local.get $a${lane}) (i32.shl ${isAbove(lane)} (local.get $shift))))`).join("\n")}
        (local.set $shift (i32.sub (local.get $shift) (i32.const 1)))
        (br_if $search (i32.gt_s (local.get $shift) (i32.const 2))))
      ${four.map((lane) => `(${store} offset=${bytes * lane} (local.get $ranks) (i32.shr_u (i32.sub (local.get $a${lane}) (local.get $table)) (i32.const 3)))`).join("\n")}
      (local.set $values (i32.add (local.get $values) (i32.const 32)))
      (local.set $ranks (i32.add (local.get $ranks) (i32.const ${4 * bytes})))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 4)))
      (br_if $block (i32.gt_s (local.get $rows) (i32.const 0)))))`;
}

/** rank = the byte of the table behind its first that the row's code, −1 or more, points to. */
function mark(name, bytes) {
  const store = bytes === 1 ? "i32.store8" : "i32.store16";
  const one = (lane) =>
    `(${store} offset=${bytes * lane} (local.get $ranks) (i32.load8_u offset=1 (i32.add (local.get $table) (i32.load offset=${4 * lane} (local.get $codes)))))`;
  return `(func (export "${name}") (param $codes i32) (param $table i32) (param $ranks i32) (param $rows i32)
    (loop $block
      ${LANES.map(one).join("\n")}
      (local.set $codes (i32.add (local.get $codes) (i32.const 32)))
      (local.set $ranks (i32.add (local.get $ranks) (i32.const ${8 * bytes})))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 8)))
      (br_if $block (i32.gt_s (local.get $rows) (i32.const 0)))))`;
}

export function wat() {
  const both = [1, 2].flatMap((bytes) => [
    rank(`rankLow${bytes}`, bytes, true),
    rank(`rankHigh${bytes}`, bytes, false),
    mark(`mark${bytes}`, bytes),
    walk(`sum${bytes}`, bytes, "", addOne),
    walk(`spread${bytes}`, bytes, "(param $width i32)", addAll),
  ]);
  return `(module (import "env" "memory" (memory 1 65536)) ${both.join("\n")})`;
}
