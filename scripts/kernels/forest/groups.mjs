// The rows of a node by the bins of one feature. Many rows: all bins are looked through. Few rows: each bin that is used sets a bit,
// and only those are visited, in ascending order.
import { advance, binOfRow, SUMS_AT, WORDS_AT } from "./memory.mjs";

/** With so many bins for a row, bits are cheaper. */
const BINS_PER_ROW = 2;

export function groupFunctions() {
  return [1, 2].flatMap((bytes) => [group("pairs", bytes, pairs), group("classes", bytes, classes)]).join("\n");
}

/** A record holds both sums. */
const pairs = {
  extra: "",
  add: `(local.set $at (i32.add (local.get $sumsOf) (i32.shl (local.get $b) (i32.const 4))))
    (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at)) (v128.load (local.get $records))))`,
  /** Moves the sums at $at to $sums and clears them; $used says whether there were any. */
  move: `(local.set $v (v128.load (local.get $at)))
    (v128.store (local.get $at) (v128.const i64x2 0 0))
    (v128.store (local.get $sums) (local.get $v))
    (local.set $used (v128.any_true (f64x2.ne (local.get $v) (v128.const i64x2 0 0))))`,
  keep: `(local.set $sums (i32.add (local.get $sums) (i32.shl (local.get $used) (i32.const 4))))`,
  size: "(i32.const 16)",
};

/** A record holds a weight and a class; $width is the bytes of a bin's sums. */
const classes = {
  extra: "(param $width i32)",
  add: `(local.set $at (i32.add (i32.add (local.get $sumsOf) (i32.mul (local.get $b) (local.get $width)))
      (i32.shl (i32.load offset=8 (local.get $records)) (i32.const 3))))
    (f64.store (local.get $at) (f64.add (f64.load (local.get $at)) (f64.load (local.get $records))))`,
  move: `(local.set $used (i32.const 0))
    (local.set $k (i32.const 0))
    (loop $class
      (local.set $x (f64.load (i32.add (local.get $at) (local.get $k))))
      (f64.store (i32.add (local.get $at) (local.get $k)) (f64.const 0))
      (f64.store (i32.add (local.get $sums) (local.get $k)) (local.get $x))
      (local.set $used (i32.or (local.get $used) (f64.ne (local.get $x) (f64.const 0))))
      (br_if $class (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 8))) (local.get $width))))`,
  keep: `(local.set $sums (i32.add (local.get $sums) (i32.mul (local.get $used) (local.get $width))))`,
  size: "(local.get $width)",
};

function group(name, bytes, of) {
  return `(func (export "${name}${bytes}") (param $bins i32) (param $stride i32) (param $rows i32) (param $records i32) (param $n i32) (param $slots i32)
    (param $room i32) (param $bin i32) (param $sums i32) ${of.extra} (result i32)
    (local $end i32) (local $b i32) (local $at i32) (local $used i32) (local $k i32) (local $x f64) (local $v v128)
    (local $sumsOf i32) (local $first i32) (local $word i32) (local $last i32) (local $block i32) (local $m i64) (local $ms i64)
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $n) (i32.const 2))))
    (local.set $sumsOf (i32.add (local.get $room) (i32.const ${SUMS_AT})))
    (local.set $first (local.get $bin))
    (if (i32.gt_u (i32.mul (local.get $n) (i32.const ${BINS_PER_ROW})) (local.get $slots))
      (then ${dense(bytes, of)})
      (else ${sparse(bytes, of)}))
    (i32.shr_u (i32.sub (local.get $bin) (local.get $first)) (i32.const 2)))`;
}

const eachRow = (bytes, of, mark) => `(loop $row
  (local.set $b ${binOfRow(bytes)})
  ${mark}
  ${of.add}
  ${advance("rows", 4)}
  ${advance("records", 16)}
  (br_if $row (i32.lt_u (local.get $rows) (local.get $end))))`;

function dense(bytes, of) {
  return `${eachRow(bytes, of, "")}
    (local.set $b (i32.const 0))
    (local.set $at (local.get $sumsOf))
    (loop $each
      ${of.move}
      (i32.store (local.get $bin) (local.get $b))
      (local.set $bin (i32.add (local.get $bin) (i32.shl (local.get $used) (i32.const 2))))
      ${of.keep}
      (local.set $at (i32.add (local.get $at) ${of.size}))
      (br_if $each (i32.lt_u (local.tee $b (i32.add (local.get $b) (i32.const 1))) (local.get $slots))))`;
}

/** Sets bit `of` of the words at `words`. */
const setBit = (
  words,
  of,
) => `(local.set $at (i32.add ${words} (i32.shl (i32.shr_u ${of} (i32.const 6)) (i32.const 3))))
  (i64.store (local.get $at) (i64.or (i64.load (local.get $at)) (i64.shl (i64.const 1) (i64.extend_i32_u ${of}))))`;

const markBin = setBit("(local.get $room)", "(local.get $b)");
const markWord = setBit(
  `(i32.add (local.get $room) (i32.const ${WORDS_AT}))`,
  "(i32.shr_u (local.get $b) (i32.const 6))",
);

function sparse(bytes, of) {
  return `${eachRow(bytes, of, bytes === 1 ? markBin : `${markBin} ${markWord}`)}
    (local.set $word (i32.const 0))
    ${bytes === 1 ? eachWord(of) : eachMarkedWord(of)}`;
}

/** One byte of bins has few words: all are looked at. */
function eachWord(of) {
  return `(local.set $last (i32.shr_u (i32.sub (local.get $slots) (i32.const 1)) (i32.const 6)))
    (loop $words
      ${eachBit(of)}
      (br_if $words (i32.le_u (local.tee $word (i32.add (local.get $word) (i32.const 1))) (local.get $last))))`;
}

function eachMarkedWord(of) {
  return `(local.set $last (i32.shr_u (i32.sub (local.get $slots) (i32.const 1)) (i32.const 12)))
    (local.set $block (i32.const 0))
    (loop $blocks
      (local.set $b (i32.add (i32.add (local.get $room) (i32.const ${WORDS_AT})) (i32.shl (local.get $block) (i32.const 3))))
      (local.set $ms (i64.load (local.get $b)))
      (i64.store (local.get $b) (i64.const 0))
      (block $none
        (br_if $none (i64.eqz (local.get $ms)))
        (loop $words
          (local.set $word (i32.add (i32.shl (local.get $block) (i32.const 6)) (i32.wrap_i64 (i64.ctz (local.get $ms)))))
          ${eachBit(of)}
          (br_if $words (i32.eqz (i64.eqz (local.tee $ms (i64.and (local.get $ms) (i64.sub (local.get $ms) (i64.const 1)))))))))
      (br_if $blocks (i32.le_u (local.tee $block (i32.add (local.get $block) (i32.const 1))) (local.get $last))))`;
}

/** Writes the group of each bit of word $word, and clears the word. */
function eachBit(of) {
  return `(local.set $b (i32.add (local.get $room) (i32.shl (local.get $word) (i32.const 3))))
    (local.set $m (i64.load (local.get $b)))
    (i64.store (local.get $b) (i64.const 0))
    (block $empty
      (br_if $empty (i64.eqz (local.get $m)))
      (loop $bits
        (local.set $b (i32.add (i32.shl (local.get $word) (i32.const 6)) (i32.wrap_i64 (i64.ctz (local.get $m)))))
        (local.set $at (i32.add (local.get $sumsOf) (i32.mul (local.get $b) ${of.size})))
        ${of.move}
        (i32.store (local.get $bin) (local.get $b))
        ${advance("bin", 4)}
        (local.set $sums (i32.add (local.get $sums) ${of.size}))
        (br_if $bits (i32.eqz (i64.eqz (local.tee $m (i64.and (local.get $m) (i64.sub (local.get $m) (i64.const 1)))))))))`;
}
