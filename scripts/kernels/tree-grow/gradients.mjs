// Scores and gradients, two rows at a time. Pairs (g, h) are rounded to a grid by adding and taking away a large number.
export function gradientFunctions() {
  return [addLeaves(), exp(), squared(), logistic(), extremes(), roundPairs()].join("\n");
}

const LEAF_PAIR = `(f64x2.replace_lane 1
          (v128.load64_zero (i32.add (local.get $values) (i32.shl (i32.load16_u (local.get $leafOf)) (i32.const 3))))
          (f64.load (i32.add (local.get $values) (i32.shl (i32.load16_u offset=2 (local.get $leafOf)) (i32.const 3)))))`;

const loopOver = (body, steps) => `(block $done (loop $each
      (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
${body}
${steps.map(([name, by]) => `      (local.set $${name} (i32.add (local.get $${name}) ${by}))`).join("\n")}
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br $each)))`;

/** scores += values[leafOf]; $n is rounded up to two. */
function addLeaves() {
  const body = `      (v128.store (local.get $scores) (f64x2.add (v128.load (local.get $scores)) ${LEAF_PAIR}))`;
  return `  (func (export "addLeaves") (param $n i32) (param $scores i32) (param $leafOf i32) (param $values i32)
    (local $i i32)
    ${loopOver(body, [
      ["scores", "(i32.const 16)"],
      ["leafOf", "(i32.const 4)"],
    ])})`;
}

/** e^x for −708 ≤ x ≤ 0, by the Cephes library's rational form; the operations are those of the TypeScript `exp`. */
function exp() {
  const k = (value) => `(f64x2.splat (f64.const ${value}))`;
  return `  (func $exp (param $x v128) (result v128)
    (local $k v128) (local $xx v128) (local $p v128)
    (local.set $k (f64x2.floor (f64x2.add (f64x2.mul (local.get $x) ${k("1.4426950408889634073599")}) ${k("0.5")})))
    (local.set $x (f64x2.sub (local.get $x) (f64x2.mul (local.get $k) ${k("6.93145751953125E-1")})))
    (local.set $x (f64x2.sub (local.get $x) (f64x2.mul (local.get $k) ${k("1.42860682030941723212E-6")})))
    (local.set $xx (f64x2.mul (local.get $x) (local.get $x)))
    (local.set $p (f64x2.mul (local.get $x)
      (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul ${k("1.26177193074810590878E-4")} (local.get $xx)) ${k("3.02994407707441961300E-2")}) (local.get $xx)) ${k("9.99999999999999999910E-1")})))
    (local.set $x (f64x2.div (local.get $p) (f64x2.sub
      (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul ${k("3.00198505138664455042E-6")} (local.get $xx)) ${k("2.52448340349684104192E-3")}) (local.get $xx)) ${k("2.27265548208155028766E-1")}) (local.get $xx)) ${k("2.00000000000000000009E0")})
      (local.get $p))))
    (local.set $x (f64x2.add ${k("1")} (f64x2.mul ${k("2")} (local.get $x))))
    (f64x2.mul (local.get $x)
      (i64x2.shl (i64x2.add (i64x2.extend_low_i32x4_s (i32x4.trunc_sat_f64x2_s_zero (local.get $k))) (i64x2.splat (i64.const 1023))) (i32.const 52))))`;
}

const FUSED_PARAMS =
  "(param $n i32) (param $scores i32) (param $leafOf i32) (param $values i32) (param $labels i32) (param $weights i32) (param $records i32) (param $stride i32)";
const FUSED_STEPS = [
  ["scores", "(i32.const 16)"],
  ["leafOf", "(i32.const 4)"],
  ["labels", "(i32.const 16)"],
  ["weights", "(local.get $weightStep)"],
  ["records", "(i32.shl (local.get $stride) (i32.const 1))"],
];
const NEW_SCORE = `      (local.set $s (f64x2.add (v128.load (local.get $scores)) ${LEAF_PAIR}))
      (v128.store (local.get $scores) (local.get $s))`;

const round = (name, grid) =>
  `(local.set $${name} (f64x2.sub (f64x2.add (local.get $${name}) (local.get $${grid})) (local.get $${grid})))`;
/** $name times the row's weight, rounded once more to $grid; without weights $weights is 0. */
const weighted = (...names) => `      (if (local.get $weightStep) (then
        (local.set $w (v128.load (local.get $weights)))
${names.map(([name, grid]) => `        (local.set $${name} (f64x2.mul (local.get $${name}) (local.get $w)))\n        ${round(name, grid)}`).join("\n")}))`;
const WEIGHT_STEP = "(local.set $weightStep (select (i32.const 16) (i32.const 0) (local.get $weights)))";
const splat = (to, from) => `(local.set $${to} (f64x2.splat (local.get $${from})))`;

/** g = w·(s − y), rounded before and after the weight; the hessian in the record stays. Gives the largest |s − y|. */
function squared() {
  const body = `${NEW_SCORE}
      (local.set $g (f64x2.sub (local.get $s) (v128.load (local.get $labels))))
      (local.set $most (f64x2.pmax (local.get $most) (f64x2.abs (local.get $g))))
      ${round("g", "cg")}
${weighted(["g", "wg"])}
      (v128.store64_lane 0 (local.get $records) (local.get $g))
      (v128.store64_lane 1 (i32.add (local.get $records) (local.get $stride)) (local.get $g))`;
  return `  (func (export "squaredPass") ${FUSED_PARAMS} (param $gridG f64) (param $weightedG f64) (result f64)
    (local $i i32) (local $weightStep i32) (local $s v128) (local $g v128) (local $w v128) (local $most v128) (local $cg v128) (local $wg v128)
    ${WEIGHT_STEP}
    ${splat("cg", "gridG")}
    ${splat("wg", "weightedG")}
    ${loopOver(body, FUSED_STEPS)}
    (f64.max (f64x2.extract_lane 0 (local.get $most)) (f64x2.extract_lane 1 (local.get $most))))`;
}

/** e = e^−|s|, d = 1/(1+e); p = d or e·d; g = f·(p − y), h = f·e·d·d, f the factor of the row's class; then as above. Gives the least h without weight. */
function logistic() {
  const one = "(f64x2.splat (f64.const 1))";
  const body = `${NEW_SCORE}
      (local.set $e (call $exp (f64x2.neg (f64x2.pmin (f64x2.abs (local.get $s)) (f64x2.splat (f64.const 708))))))
      (local.set $d (f64x2.div ${one} (f64x2.add ${one} (local.get $e))))
      (local.set $e (f64x2.mul (local.get $e) (local.get $d)))
      (local.set $g (f64x2.sub
        (v128.bitselect (local.get $d) (local.get $e) (f64x2.ge (local.get $s) (v128.const i64x2 0 0)))
        (v128.load (local.get $labels))))
      (local.set $f (v128.bitselect (local.get $f1) (local.get $f0) (f64x2.gt (v128.load (local.get $labels)) (v128.const i64x2 0 0))))
      (local.set $g (f64x2.mul (local.get $g) (local.get $f)))
      (local.set $h (f64x2.mul (f64x2.mul (local.get $e) (local.get $d)) (local.get $f)))
      ${round("g", "cg")}
      ${round("h", "ch")}
      (local.set $least (f64x2.pmin (local.get $least) (local.get $h)))
${weighted(["g", "wg"], ["h", "wh"])}
      (v128.store (local.get $records) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $g) (local.get $h)))
      (v128.store (i32.add (local.get $records) (local.get $stride)) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $g) (local.get $h)))`;
  return `  (func (export "logisticPass") ${FUSED_PARAMS} (param $gridG f64) (param $gridH f64)
      (param $weightedG f64) (param $weightedH f64) (param $factor0 f64) (param $factor1 f64) (result f64)
    (local $i i32) (local $weightStep i32) (local $s v128) (local $e v128) (local $d v128) (local $g v128) (local $h v128) (local $w v128)
    (local $least v128) (local $cg v128) (local $ch v128) (local $wg v128) (local $wh v128) (local $f v128) (local $f0 v128) (local $f1 v128)
    ${WEIGHT_STEP}
    ${splat("cg", "gridG")}
    ${splat("ch", "gridH")}
    ${splat("wg", "weightedG")}
    ${splat("wh", "weightedH")}
    ${splat("f0", "factor0")}
    ${splat("f1", "factor1")}
    (local.set $least (f64x2.splat (f64.const inf)))
    ${loopOver(body, FUSED_STEPS)}
    (f64.min (f64x2.extract_lane 0 (local.get $least)) (f64x2.extract_lane 1 (local.get $least))))`;
}

/** The largest |value| of n, and the least value, at $out. */
function extremes() {
  const body = `      (local.set $v (v128.load (local.get $p)))
      (local.set $most (f64x2.pmax (local.get $most) (f64x2.abs (local.get $v))))
      (local.set $least (f64x2.pmin (local.get $least) (local.get $v)))`;
  return `  (func (export "extremes") (param $p i32) (param $n i32) (param $out i32)
    (local $i i32) (local $v v128) (local $most v128) (local $least v128)
    (local.set $least (f64x2.splat (f64.const inf)))
    ${loopOver(body, [["p", "(i32.const 16)"]])}
    (f64.store (local.get $out) (f64.max (f64x2.extract_lane 0 (local.get $most)) (f64x2.extract_lane 1 (local.get $most))))
    (f64.store offset=8 (local.get $out) (f64.min (f64x2.extract_lane 0 (local.get $least)) (f64x2.extract_lane 1 (local.get $least)))))`;
}

/** Gradients and hessians into the records, on their grids. */
function roundPairs() {
  const body = `      (local.set $a (v128.load (local.get $g)))
      (local.set $b (v128.load (local.get $h)))
      ${round("a", "cg")}
      ${round("b", "ch")}
      (v128.store (local.get $records) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $b)))
      (v128.store (i32.add (local.get $records) (local.get $stride)) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $b)))`;
  return `  (func (export "roundPairs") (param $n i32) (param $g i32) (param $h i32) (param $records i32) (param $stride i32) (param $gridG f64) (param $gridH f64)
    (local $i i32) (local $a v128) (local $b v128) (local $cg v128) (local $ch v128)
    (local.set $cg (f64x2.splat (local.get $gridG)))
    (local.set $ch (f64x2.splat (local.get $gridH)))
    ${loopOver(body, [
      ["g", "(i32.const 16)"],
      ["h", "(i32.const 16)"],
      ["records", "(i32.shl (local.get $stride) (i32.const 1))"],
    ])})`;
}
