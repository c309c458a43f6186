// The best threshold of each number feature, without l1, bounds or smoothing. Two candidates at a time: lanes are thresholds.
import { HISTOGRAM_BYTES } from "./layout.mjs";

export function scanFunctions() {
  return [globals(), pass(), searchOne(), search(), searchPair()].join("\n");
}

/** The best candidate of the feature that is being searched. */
function globals() {
  return `  (global $best (mut f64) (f64.const 0)) (global $bin (mut i32) (i32.const -1)) (global $missingLeft (mut i32) (i32.const 0))
  (global $bestG (mut f64) (f64.const 0)) (global $bestH (mut f64) (f64.const 0))`;
}

/** Takes lane `lane` if its worth, rounded, is above the best one's: of equals the first stays. Its masks stand in $fits. */
function take(lane) {
  const of = (name) => `(f64x2.extract_lane ${lane} (local.get $${name}))`;
  return `        (local.set $worth (f64.div ${of("num")} ${of("den")}))
        (if (i32.and (i32.wrap_i64 (i64x2.extract_lane ${lane} (local.get $fits))) (f64.gt (local.get $worth) (local.get $best))) (then
          (local.set $best (local.get $worth))
          (global.set $best (local.get $best))
          (global.set $bin (i32.add (local.get $t) (i32.const ${lane})))
          (global.set $missingLeft (local.get $isLeft))
          (global.set $bestG ${of("lg")})
          (global.set $bestH ${of("lh")})))`;
}

/**
 * Walks bins upwards from $p: acc is (Σg, Σh) left of the first. Candidates t < $end; the last may come with a neighbour that is none,
 * whose right side is empty and which thus fails the minimum. A candidate's worth is lg²/(lh+λ) + rg²/(rh+λ), as one fraction;
 * it is divided only where num ≥ best·den, without which the quotient, rounded, cannot be above the best.
 */
function pass() {
  return `  (func $pass (param $p i32) (param $end i32) (param $isLeft i32) (param $acc v128) (param $tg v128) (param $th v128) (param $l2 v128) (param $min v128)
    (local $t i32) (local $best f64) (local $worth f64) (local $b0 v128) (local $b1 v128) (local $c0 v128)
    (local $lg v128) (local $lh v128) (local $rg v128) (local $rh v128) (local $dl v128) (local $dr v128)
    (local $num v128) (local $den v128) (local $fits v128)
    (local.set $best (global.get $best))
    (block $done (loop $pairs
      (br_if $done (i32.ge_s (local.get $t) (local.get $end)))
      (local.set $b0 (v128.load (local.get $p)))
      (local.set $b1 (f64x2.add (v128.load offset=16 (local.get $p)) (local.get $b0)))
      (local.set $c0 (f64x2.add (local.get $acc) (local.get $b0)))
      (local.set $acc (f64x2.add (local.get $acc) (local.get $b1)))
      (local.set $lg (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $c0) (local.get $acc)))
      (local.set $lh (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $c0) (local.get $acc)))
      (local.set $rg (f64x2.sub (local.get $tg) (local.get $lg)))
      (local.set $rh (f64x2.sub (local.get $th) (local.get $lh)))
      (br_if $done (f64.lt (f64x2.extract_lane 0 (local.get $rh)) (f64x2.extract_lane 0 (local.get $min))))
      (local.set $dl (f64x2.add (local.get $lh) (local.get $l2)))
      (local.set $dr (f64x2.add (local.get $rh) (local.get $l2)))
      (local.set $num (f64x2.add
        (f64x2.mul (f64x2.mul (local.get $lg) (local.get $lg)) (local.get $dr))
        (f64x2.mul (f64x2.mul (local.get $rg) (local.get $rg)) (local.get $dl))))
      (local.set $den (f64x2.mul (local.get $dl) (local.get $dr)))
      (local.set $fits (v128.and (f64x2.ge (local.get $lh) (local.get $min)) (f64x2.ge (local.get $rh) (local.get $min))))
      (if (v128.any_true (v128.and (local.get $fits) (f64x2.ge (local.get $num) (f64x2.mul (f64x2.splat (local.get $best)) (local.get $den))))) (then
${take(0)}
${take(1)}
      ))
      (local.set $p (i32.add (local.get $p) (i32.const 32)))
      (local.set $t (i32.add (local.get $t) (i32.const 2)))
      (br $pairs))))`;
}

/**
 * Searches one feature: kind 1 has no missing values, kind 2 may have, in the bin after the last; they are tried on the left first,
 * and on the right when the leaf has some. $rules: G, H, λ, least H of a side, what a candidate must exceed.
 */
function searchOne() {
  const zero = "(v128.const i64x2 0 0)";
  const rest = "(local.get $tg) (local.get $th) (local.get $l2) (local.get $min)";
  return `  (func $searchOne (param $h i32) (param $bins i32) (param $kind i32) (param $rules i32) (param $out i32)
    (local $missing v128) (local $tg v128) (local $th v128) (local $l2 v128) (local $min v128)
    (global.set $best (f64.load offset=32 (local.get $rules)))
    (global.set $bin (i32.const -1))
    (global.set $missingLeft (i32.const 0))
    (global.set $bestG (f64.const 0))
    (global.set $bestH (f64.const 0))
    (local.set $tg (v128.load64_splat (local.get $rules)))
    (local.set $th (v128.load64_splat offset=8 (local.get $rules)))
    (local.set $l2 (v128.load64_splat offset=16 (local.get $rules)))
    (local.set $min (v128.load64_splat offset=24 (local.get $rules)))
    (if (i32.eq (local.get $kind) (i32.const 2)) (then
      (local.set $missing (v128.load (i32.add (local.get $h) (i32.shl (local.get $bins) (i32.const 4)))))
      (call $pass (local.get $h) (i32.sub (local.get $bins) (i32.const 1)) (i32.const 1) (local.get $missing) ${rest})
      (if (f64.ne (f64x2.extract_lane 1 (local.get $missing)) (f64.const 0)) (then
        (call $pass (local.get $h) (local.get $bins) (i32.const 0) ${zero} ${rest}))))
    (else
      (call $pass (local.get $h) (i32.sub (local.get $bins) (i32.const 1)) (i32.const 0) ${zero} ${rest})))
    (f64.store (local.get $out) (global.get $best))
    (i32.store offset=8 (local.get $out) (global.get $bin))
    (i32.store offset=12 (local.get $out) (global.get $missingLeft))
    (f64.store offset=16 (local.get $out) (global.get $bestG))
    (f64.store offset=24 (local.get $out) (global.get $bestH)))`;
}

/** Features whose flag is 1; others, and categories (kind 0), get bin −1. */
function search() {
  return `  (func $searchIf (param $flag i32) (param $h i32) (param $features i32) (param $rules i32) (param $out i32)
    (if (i32.and (local.get $flag) (i32.ne (i32.load offset=4 (local.get $features)) (i32.const 0)))
      (then (call $searchOne (local.get $h) (i32.load (local.get $features)) (i32.load offset=4 (local.get $features)) (local.get $rules) (local.get $out)))
      (else (i32.store offset=8 (local.get $out) (i32.const -1)))))
  (func (export "search") (param $h i32) (param $features i32) (param $n i32) (param $flags i32) (param $rules i32) (param $out i32)
    (if (i32.eqz (local.get $n)) (then (return)))
    (loop $each
      (call $searchIf (i32.load8_u (local.get $flags)) (local.get $h) (local.get $features) (local.get $rules) (local.get $out))
      (local.set $h (i32.add (local.get $h) (i32.const ${HISTOGRAM_BYTES})))
      (local.set $features (i32.add (local.get $features) (i32.const 8)))
      (local.set $flags (i32.add (local.get $flags) (i32.const 1)))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $each (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`;
}

/** parent −= child and both searched, feature by feature, while a feature's bins are in the nearest cache. */
function searchPair() {
  return `  (func (export "searchPair") (param $child i32) (param $parent i32) (param $features i32) (param $n i32)
      (param $childFlags i32) (param $childRules i32) (param $childOut i32) (param $flags i32) (param $rules i32) (param $out i32)
    (if (i32.eqz (local.get $n)) (then (return)))
    (loop $each
      (call $subtract (local.get $parent) (local.get $child) (i32.add (i32.load (local.get $features)) (i32.const 1)))
      (call $searchIf (i32.load8_u (local.get $childFlags)) (local.get $child) (local.get $features) (local.get $childRules) (local.get $childOut))
      (call $searchIf (i32.load8_u (local.get $flags)) (local.get $parent) (local.get $features) (local.get $rules) (local.get $out))
      (local.set $child (i32.add (local.get $child) (i32.const ${HISTOGRAM_BYTES})))
      (local.set $parent (i32.add (local.get $parent) (i32.const ${HISTOGRAM_BYTES})))
      (local.set $features (i32.add (local.get $features) (i32.const 8)))
      (local.set $childFlags (i32.add (local.get $childFlags) (i32.const 1)))
      (local.set $flags (i32.add (local.get $flags) (i32.const 1)))
      (local.set $childOut (i32.add (local.get $childOut) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $each (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`;
}
