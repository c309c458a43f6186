// Rows of a node: those that go left first, both sides in their old order. Both places are written and one counter moves, so that
// there is no branch to mispredict.
import { advance, binOfRow } from "./memory.mjs";

export function rowFunctions() {
  const isBelow = "(i32.or (i32.le_s (local.get $b) (local.get $cut)) (i32.eq (local.get $b) (local.get $missing)))";
  const isMember = "(i32.load8_u (i32.add (local.get $set) (local.get $b)))";
  return [1, 2]
    .flatMap((bytes) => [
      divide(`divide${bytes}`, bytes, "(param $cut i32) (param $missing i32)", isBelow),
      divide(`divideBySet${bytes}`, bytes, "(param $set i32)", isMember),
    ])
    .join("\n");
}

function divide(name, bytes, rule, isLeft) {
  return `(func (export "${name}") (param $bins i32) (param $stride i32) (param $rows i32) (param $records i32) (param $n i32)
    (param $spareRows i32) (param $spareRecords i32) ${rule} (result i32)
    (local $end i32) (local $b i32) (local $is i32) (local $row i32) (local $record v128)
    (local $to i32) (local $toRecord i32) (local $rest i32) (local $restRecord i32) (local $first i32)
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $n) (i32.const 2))))
    (local.set $first (local.get $rows))
    (local.set $to (local.get $rows))
    (local.set $toRecord (local.get $records))
    (local.set $rest (local.get $spareRows))
    (local.set $restRecord (local.get $spareRecords))
    (loop $each
      (local.set $row (i32.load (local.get $rows)))
      (local.set $record (v128.load (local.get $records)))
      (local.set $b ${binOfRow(bytes)})
      (local.set $is ${isLeft})
      (i32.store (local.get $to) (local.get $row))
      (v128.store (local.get $toRecord) (local.get $record))
      (i32.store (local.get $rest) (local.get $row))
      (v128.store (local.get $restRecord) (local.get $record))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $is) (i32.const 2))))
      (local.set $toRecord (i32.add (local.get $toRecord) (i32.shl (local.get $is) (i32.const 4))))
      (local.set $is (i32.xor (local.get $is) (i32.const 1)))
      (local.set $rest (i32.add (local.get $rest) (i32.shl (local.get $is) (i32.const 2))))
      (local.set $restRecord (i32.add (local.get $restRecord) (i32.shl (local.get $is) (i32.const 4))))
      ${advance("rows", 4)}
      ${advance("records", 16)}
      (br_if $each (i32.lt_u (local.get $rows) (local.get $end))))
    (local.set $rows (local.get $to))
    (block $done (loop $back
      (br_if $done (i32.eq (local.get $rows) (local.get $end)))
      (i32.store (local.get $rows) (i32.load (local.get $spareRows)))
      (v128.store (local.get $toRecord) (v128.load (local.get $spareRecords)))
      ${advance("rows", 4)}
      ${advance("spareRows", 4)}
      ${advance("toRecord", 16)}
      ${advance("spareRecords", 16)}
      (br $back)))
    (i32.shr_u (i32.sub (local.get $to) (local.get $first)) (i32.const 2)))`;
}
