// Prediction with trees of many nodes, which are seldom met twice: eight rows at a time go down a tree, on the values themselves.
//
// Layout, given by src/learn/tree/walk/deep-trees.ts: a node is 16 bytes, [threshold f64][place of its column i32][left child i32]; the
// right child follows the left one. The values of eight rows stand together, column by column. Column 0 holds zeros: a leaf looks there, has the address of its values as threshold, and is its
// own left child, so that a row that has arrived stays. Where a node asks for a category the place is odd, the column holds i32 codes
// (0 = missing) and the first four bytes are the address of a set, in which a bit for each code says whether it goes right.

const LANES = [0, 1, 2, 3, 4, 5, 6, 7];

/** p ← left child, or the node after it where the row's value is not at most the threshold. */
function next(lane) {
  const p = `(local.get $p${lane})`;
  const value = `(f64.load offset=${8 * lane} (i32.add (local.get $values) (i32.load offset=8 ${p})))`;
  const isRight = `(i32.eqz (f64.le ${value} (f64.load ${p})))`;
  return `(local.set $q (i32.add (i32.load offset=12 ${p}) (i32.shl ${isRight} (i32.const 4))))`;
}

/** The same where nodes may ask for categories, which few do. */
function nextWithSets(lane) {
  const p = `(local.get $p${lane})`;
  const at = `(i32.add (local.get $values) (local.get $at))`;
  const word = `(i32.load (i32.add (i32.load ${p}) (i32.and (i32.shr_u (local.get $code) (i32.const 3)) (i32.const -4))))`;
  return `(local.set $at (i32.load offset=8 ${p}))
    (local.set $q (i32.add (i32.load offset=12 ${p}) (i32.shl
      (if (result i32) (i32.and (local.get $at) (i32.const 1))
        (then
          (local.set $code (i32.load offset=${8 * lane} (i32.sub ${at} (i32.const 1))))
          (i32.and (i32.shr_u ${word} (local.get $code)) (i32.const 1)))
        (else (i32.eqz (f64.le (f64.load offset=${8 * lane} ${at}) (f64.load ${p})))))
      (i32.const 4))))`;
}

/** Two steps for each lane; the last one notes whether any row still moved. */
function descend(step) {
  const move = LANES.map((lane) => `${step(lane)} (local.set $p${lane} (local.get $q))`).join("\n");
  const last = LANES.map(
    (lane) => `${step(lane)}
      (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $q) (local.get $p${lane}))))
      (local.set $p${lane} (local.get $q))`,
  ).join("\n");
  return `(loop $deeper
    ${move}
    (local.set $moved (i32.const 0))
    ${last}
    (br_if $deeper (local.get $moved)))`;
}

/** sums[row, k] += the leaf's value k, for $width bytes of values. */
function arrive(lane) {
  return `(local.set $q (i32.trunc_f64_u (f64.load (local.get $p${lane}))))
    (local.set $k (local.get $width))
    (loop $output${lane}
      (f64.store (local.get $sums) (f64.add (f64.load (local.get $sums)) (f64.load (local.get $q))))
      (local.set $sums (i32.add (local.get $sums) (i32.const 8)))
      (local.set $q (i32.add (local.get $q) (i32.const 8)))
      (br_if $output${lane} (local.tee $k (i32.sub (local.get $k) (i32.const 8)))))`;
}

function walk(name, step) {
  return `(func (export "${name}") (param $root i32) (param $values i32) (param $sums i32) (param $rows i32) (param $width i32) (param $step i32)
    (local $q i32) (local $moved i32) (local $k i32) (local $at i32) (local $code i32)
    ${LANES.map((lane) => `(local $p${lane} i32)`).join(" ")}
    (loop $block
      ${LANES.map((lane) => `(local.set $p${lane} (local.get $root))`).join("\n")}
      ${descend(step)}
      ${LANES.map(arrive).join("\n")}
      (local.set $values (i32.add (local.get $values) (local.get $step)))
      (br_if $block (i32.gt_s (local.tee $rows (i32.sub (local.get $rows) (i32.const 8))) (i32.const 0)))))`;
}

export function wat() {
  return `(module (import "env" "memory" (memory 1 65536)) ${walk("numbers", next)} ${walk("sets", nextWithSets)})`;
}
