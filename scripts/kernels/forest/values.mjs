// Values of a column: sorted, and ranked among a table of bounds.

const DIGIT_BITS = 11;
const BUCKETS = 2 ** DIGIT_BITS;
const DIGITS = 6;

export function valueFunctions() {
  return [sort(), rank(1), rank(2)].join("\n");
}

const digitOf = (digit) =>
  `(i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $key) (i64.const ${digit * DIGIT_BITS}))) (i32.const ${BUCKETS - 1})) (i32.const 2))`;

/** Bits that compare as the numbers do: all of a negative number's are turned, else the sign's. */
const forth =
  "(i64.xor (local.get $key) (i64.or (i64.shr_s (local.get $key) (i64.const 63)) (i64.const 0x8000000000000000)))";
const back =
  "(i64.xor (local.get $key) (i64.or (i64.shr_s (i64.xor (local.get $key) (i64.const -1)) (i64.const 63)) (i64.const 0x8000000000000000)))";

/** Radix sort, least digit first; a digit that all share is passed over. −0 counts as 0, and NaN must not occur. */
function sort() {
  const digits = Array.from({ length: DIGITS }, (_, digit) => digit);
  return `(func (export "sort") (param $values i32) (param $n i32) (param $spare i32) (param $counts i32)
    (local $i i32) (local $end i32) (local $key i64) (local $at i32) (local $sum i32) (local $count i32) (local $from i32) (local $to i32)
    (if (i32.eqz (local.get $n)) (then (return)))
    (memory.fill (local.get $counts) (i32.const 0) (i32.const ${DIGITS * BUCKETS * 4}))
    (local.set $i (local.get $values))
    (local.set $end (i32.add (local.get $values) (i32.shl (local.get $n) (i32.const 3))))
    (loop $each
      (local.set $key (i64.reinterpret_f64 (f64.add (f64.load (local.get $i)) (f64.const 0))))
      (local.set $key ${forth})
      (i64.store (local.get $i) (local.get $key))
      ${digits
        .map(
          (digit) => `(local.set $at (i32.add (local.get $counts) ${digitOf(digit)}))
      (i32.store offset=${digit * BUCKETS * 4} (local.get $at) (i32.add (i32.load offset=${digit * BUCKETS * 4} (local.get $at)) (i32.const 1)))`,
        )
        .join("\n")}
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br_if $each (i32.lt_u (local.get $i) (local.get $end))))
    (local.set $from (local.get $values))
    (local.set $to (local.get $spare))
    ${digits.map(pass).join("\n")}
    (local.set $i (i32.const 0))
    (local.set $end (i32.shl (local.get $n) (i32.const 3)))
    (loop $each
      (local.set $key (i64.load (i32.add (local.get $from) (local.get $i))))
      (i64.store (i32.add (local.get $values) (local.get $i)) ${back})
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (local.get $end)))))`;
}

function pass(digit) {
  const table = `(i32.add (local.get $counts) (i32.const ${digit * BUCKETS * 4}))`;
  return `(local.set $key (i64.load (local.get $from)))
    (block $shared
      (br_if $shared (i32.eq (local.get $n) (i32.load (i32.add ${table} ${digitOf(digit)}))))
      (local.set $i ${table})
      (local.set $end (i32.add (local.get $i) (i32.const ${BUCKETS * 4})))
      (local.set $sum (local.get $to))
      (loop $places
        (local.set $count (i32.load (local.get $i)))
        (i32.store (local.get $i) (local.get $sum))
        (local.set $sum (i32.add (local.get $sum) (i32.shl (local.get $count) (i32.const 3))))
        (br_if $places (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (local.get $end))))
      (local.set $i (local.get $from))
      (local.set $end (i32.add (local.get $from) (i32.shl (local.get $n) (i32.const 3))))
      (loop $scatter
        (local.set $key (i64.load (local.get $i)))
        (local.set $at (i32.add ${table} ${digitOf(digit)}))
        (local.set $sum (i32.load (local.get $at)))
        (i64.store (local.get $sum) (local.get $key))
        (i32.store (local.get $at) (i32.add (local.get $sum) (i32.const 8)))
        (br_if $scatter (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (local.get $end))))
      (local.set $i (local.get $from))
      (local.set $from (local.get $to))
      (local.set $to (local.get $i)))`;
}

/** How many of the 2^steps − 1 bounds are below each value, $missing for NaN. Four values at a time hide the latency of the loads. */
function rank(bytes) {
  const four = [0, 1, 2, 3];
  const isAbove = (lane) =>
    `(f64.gt (local.get $x${lane}) (f64.load (i32.add (local.get $a${lane}) (local.get $half))))`;
  const store = bytes === 1 ? "i32.store8" : "i32.store16";
  return `(func (export "rank${bytes}") (param $values i32) (param $n i32) (param $bounds i32) (param $steps i32) (param $missing i32) (param $out i32)
    (local $shift i32) (local $half i32) ${four.map((lane) => `(local $a${lane} i32) (local $x${lane} f64)`).join(" ")}
    (loop $block
      ${four.map((lane) => `(local.set $a${lane} (local.get $bounds)) (local.set $x${lane} (f64.load offset=${8 * lane} (local.get $values)))`).join("\n")}
      (local.set $shift (i32.add (local.get $steps) (i32.const 2)))
      (block $found (loop $search
        (br_if $found (i32.le_s (local.get $shift) (i32.const 2)))
        (local.set $half (i32.sub (i32.shl (i32.const 1) (local.get $shift)) (i32.const 8)))
        ${four.map((lane) => `(local.set $a${lane} (i32.add (local.get $a${lane}) (i32.shl ${isAbove(lane)} (local.get $shift))))`).join("\n")}
        (local.set $shift (i32.sub (local.get $shift) (i32.const 1)))
        (br $search)))
      ${four
        .map(
          (lane) => `(${store} offset=${bytes * lane} (local.get $out) (select
          (i32.shr_u (i32.sub (local.get $a${lane}) (local.get $bounds)) (i32.const 3)) (local.get $missing)
          (f64.eq (local.get $x${lane}) (local.get $x${lane}))))`,
        )
        .join("\n")}
      (local.set $values (i32.add (local.get $values) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const ${4 * bytes})))
      (br_if $block (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 4))) (i32.const 0)))))`;
}
