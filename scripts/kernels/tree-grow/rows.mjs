// Rows of a leaf: divided in two, marked with their leaf.
export function rowFunctions() {
  return [partition(), mark(), countBins()].join("\n");
}

/**
 * Divides the row numbers by the byte that `goesLeft` has for each row's bin; both sides keep their order. Both places are written
 * and one counter moves: no branch to mispredict. Gives the number on the left.
 */
function partition() {
  return `  (func (export "partition") (param $rows i32) (param $n i32) (param $bins i32) (param $stride i32) (param $goesLeft i32) (param $scratch i32) (result i32)
    (local $from i32) (local $end i32) (local $left i32) (local $right i32) (local $row i32) (local $is i32)
    (local.set $from (local.get $rows))
    (local.set $left (local.get $rows))
    (local.set $right (local.get $scratch))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $n) (i32.const 2))))
    (block $done (loop $each
      (br_if $done (i32.eq (local.get $from) (local.get $end)))
      (local.set $row (i32.load (local.get $from)))
      (local.set $is (i32.load8_u (i32.add (local.get $goesLeft)
        (i32.load8_u (i32.add (local.get $bins) (i32.mul (local.get $row) (local.get $stride)))))))
      (i32.store (local.get $left) (local.get $row))
      (i32.store (local.get $right) (local.get $row))
      (local.set $is (i32.shl (local.get $is) (i32.const 2)))
      (local.set $left (i32.add (local.get $left) (local.get $is)))
      (local.set $right (i32.sub (i32.add (local.get $right) (i32.const 4)) (local.get $is)))
      (local.set $from (i32.add (local.get $from) (i32.const 4)))
      (br $each)))
    (memory.copy (local.get $left) (local.get $scratch) (i32.sub (local.get $right) (local.get $scratch)))
    (i32.shr_u (i32.sub (local.get $left) (local.get $rows)) (i32.const 2)))`;
}

/** leafOf[row] = leaf, two bytes a row. */
function mark() {
  return `  (func (export "mark") (param $rows i32) (param $n i32) (param $leafOf i32) (param $leaf i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $n) (i32.const 2))))
    (block $done (loop $each
      (br_if $done (i32.eq (local.get $rows) (local.get $end)))
      (i32.store16 (i32.add (local.get $leafOf) (i32.shl (i32.load (local.get $rows)) (i32.const 1))) (local.get $leaf))
      (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
      (br $each))))`;
}

/**
 * Counts the rows in each bin, four bytes a bin: even rows at $out, odd ones 1024 bytes behind, so that a bin's next count seldom waits
 * for the one before.
 */
function countBins() {
  const one = (at, row) => `      (local.set $a (i32.add (local.get $out) (i32.shl
        (i32.load8_u (i32.add (local.get $bins) (i32.mul (i32.load offset=${4 * row} (local.get $rows)) (local.get $stride)))) (i32.const 2))))
      (i32.store offset=${at} (local.get $a) (i32.add (i32.load offset=${at} (local.get $a)) (i32.const 1)))`;
  return `  (func (export "countBins") (param $rows i32) (param $n i32) (param $bins i32) (param $stride i32) (param $out i32)
    (local $end i32) (local $a i32)
    (memory.fill (local.get $out) (i32.const 0) (i32.const 2048))
    (local.set $end (i32.add (local.get $rows) (i32.shl (i32.and (local.get $n) (i32.const -2)) (i32.const 2))))
    (block $done (loop $each
      (br_if $done (i32.eq (local.get $rows) (local.get $end)))
${one(0, 0)}
${one(1024, 1)}
      (local.set $rows (i32.add (local.get $rows) (i32.const 8)))
      (br $each)))
    (if (i32.and (local.get $n) (i32.const 1)) (then
${one(0, 0)}
    )))`;
}
