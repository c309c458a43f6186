// The best cut between neighbouring groups of two sums.

/** Of both sides: (a² + b²) / (a + b), a and b the weights of the classes; and (Σwy)² / Σw. `heads` are the first sums, `tails` the second. */
const gini = {
  weight: "(f64x2.add (local.get $heads) (local.get $tails))",
  worth:
    "(f64x2.add (f64x2.mul (local.get $heads) (local.get $heads)) (f64x2.mul (local.get $tails) (local.get $tails)))",
};
const squared = { weight: "(local.get $heads)", worth: "(f64x2.mul (local.get $tails) (local.get $tails))" };

export function cutFunctions() {
  return [scan("scanGini", gini), scan("scanSquared", squared)].join("\n");
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
