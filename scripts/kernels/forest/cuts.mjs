// The best cut between neighbouring groups.

/** Of both sides: (a² + b²) / (a + b), a and b the weights of the classes; and (Σwy)² / Σw. `heads` are the first sums, `tails` the second. */
const gini = {
  weight: "(f64x2.add (local.get $heads) (local.get $tails))",
  worth:
    "(f64x2.add (f64x2.mul (local.get $heads) (local.get $heads)) (f64x2.mul (local.get $tails) (local.get $tails)))",
};
const squared = { weight: "(local.get $heads)", worth: "(f64x2.mul (local.get $tails) (local.get $tails))" };

export function cutFunctions() {
  return [scan("scanGini", gini), scan("scanSquared", squared), scanClasses()].join("\n");
}

/** The first groups on one side, the missing ones on the other; then, where there are missing ones, with the first groups. */
function scan(name, of) {
  return `(func (export "${name}") (param $sums i32) (param $count i32) (param $known i32) (param $total0 f64) (param $total1 f64)
    (param $best f64) (param $least f64) (param $found i32) (result i32)
    (local $total v128) (local $side v128) (local $other v128) (local $heads v128) (local $tails v128) (local $weight v128)
    (local $each v128) (local $score f64) (local $at i32) (local $end i32) (local $cut i32)
    (local.set $total (f64x2.replace_lane 1 (f64x2.splat (local.get $total0)) (local.get $total1)))
    (local.set $cut (i32.const -1))
    ${pass(of, "(i32.sub (local.get $count) (i32.const 1))", 0)}
    (if (i32.and (i32.lt_s (local.get $known) (local.get $count)) (i32.gt_s (local.get $known) (i32.const 1))) (then
      (local.set $side (v128.load (i32.add (local.get $sums) (i32.shl (local.get $known) (i32.const 4)))))
      ${pass(of, "(i32.sub (local.get $known) (i32.const 1))", 1)}))
    (f64.store offset=16 (local.get $found) (local.get $best))
    (local.get $cut))`;
}

function pass(of, groups, missing) {
  const swap = "i8x16.shuffle";
  return `(local.set $at (local.get $sums))
    (local.set $end (i32.add (local.get $sums) (i32.shl ${groups} (i32.const 4))))
    (loop $cuts${missing}
      (local.set $side (f64x2.add (local.get $side) (v128.load (local.get $at))))
      (local.set $other (f64x2.sub (local.get $total) (local.get $side)))
      (local.set $heads (${swap} 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $side) (local.get $other)))
      (local.set $tails (${swap} 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $side) (local.get $other)))
      (local.set $weight ${of.weight})
      (local.set $each (f64x2.div ${of.worth} (local.get $weight)))
      (local.set $score (f64.add (f64x2.extract_lane 0 (local.get $each)) (f64x2.extract_lane 1 (local.get $each))))
      (if (f64.gt (local.get $score) (local.get $best)) (then
        (if (i64x2.all_true (f64x2.ge (local.get $weight) (f64x2.splat (local.get $least)))) (then
          (local.set $best (local.get $score))
          (local.set $cut (i32.or (i32.shr_u (i32.sub (local.get $at) (local.get $sums)) (i32.const 3)) (i32.const ${missing})))
          (v128.store (local.get $found) (local.get $side))))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $cuts${missing} (i32.lt_u (local.get $at) (local.get $end))))`;
}

/** Gini of more than two classes: Σ cₖ² / Σ cₖ. From $found: the best side, its score, the present side, the totals. */
function scanClasses() {
  return `(func (export "scanClasses") (param $sums i32) (param $count i32) (param $known i32) (param $width i32)
    (param $best f64) (param $least f64) (param $found i32) (result i32)
    (local $side i32) (local $totals i32) (local $k i32) (local $at i32) (local $end i32) (local $cut i32) (local $x f64)
    (local $weight f64) (local $squares f64) (local $weight2 f64) (local $squares2 f64) (local $score f64)
    (local.set $cut (i32.const -1))
    (local.set $side (i32.add (i32.add (local.get $found) (local.get $width)) (i32.const 8)))
    (local.set $totals (i32.add (local.get $side) (local.get $width)))
    (memory.fill (local.get $side) (i32.const 0) (local.get $width))
    ${classPass("(i32.sub (local.get $count) (i32.const 1))", 0)}
    (if (i32.and (i32.lt_s (local.get $known) (local.get $count)) (i32.gt_s (local.get $known) (i32.const 1))) (then
      (memory.copy (local.get $side) (i32.add (local.get $sums) (i32.mul (local.get $known) (local.get $width))) (local.get $width))
      ${classPass("(i32.sub (local.get $known) (i32.const 1))", 1)}))
    (f64.store (i32.add (local.get $found) (local.get $width)) (local.get $best))
    (local.get $cut))`;
}

function classPass(groups, missing) {
  const add = (sum, value) => `(local.set $${sum} (f64.add (local.get $${sum}) ${value}))`;
  const square = "(f64.mul (local.get $x) (local.get $x))";
  const zero = ["weight", "squares", "weight2", "squares2"].map((sum) => `(local.set $${sum} (f64.const 0))`).join(" ");
  return `(local.set $at (local.get $sums))
    (local.set $end (i32.add (local.get $sums) (i32.mul ${groups} (local.get $width))))
    (loop $cuts${missing}
      ${zero}
      (local.set $k (i32.const 0))
      (loop $class
        (local.set $x (f64.add (f64.load (i32.add (local.get $side) (local.get $k))) (f64.load (i32.add (local.get $at) (local.get $k)))))
        (f64.store (i32.add (local.get $side) (local.get $k)) (local.get $x))
        ${add("weight", "(local.get $x)")}
        ${add("squares", square)}
        (local.set $x (f64.sub (f64.load (i32.add (local.get $totals) (local.get $k))) (local.get $x)))
        ${add("weight2", "(local.get $x)")}
        ${add("squares2", square)}
        (br_if $class (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 8))) (local.get $width))))
      (local.set $score (f64.add (f64.div (local.get $squares) (local.get $weight)) (f64.div (local.get $squares2) (local.get $weight2))))
      (if (f64.gt (local.get $score) (local.get $best)) (then
        (if (i32.and (f64.ge (local.get $weight) (local.get $least)) (f64.ge (local.get $weight2) (local.get $least))) (then
          (local.set $best (local.get $score))
          (local.set $cut (i32.or (i32.shl (i32.div_u (i32.sub (local.get $at) (local.get $sums)) (local.get $width)) (i32.const 1)) (i32.const ${missing})))
          (memory.copy (local.get $found) (local.get $side) (local.get $width))))))
      (local.set $at (i32.add (local.get $at) (local.get $width)))
      (br_if $cuts${missing} (i32.lt_u (local.get $at) (local.get $end))))`;
}
