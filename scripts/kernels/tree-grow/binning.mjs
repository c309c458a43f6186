// Numbers to bins, and columns of bins into records.
const LANES = [0, 1, 2, 3];

export function binningFunctions() {
  return [mapNumbers(), scatter()].join("\n");
}

/**
 * For each value the number of bounds below it, one byte; NaN gives `missing`. `bounds` is padded with infinity to twice `step`
 * (in bytes). Four values at a time, so that their chains of loads overlap. $n is rounded up to four.
 */
function mapNumbers() {
  const each = (make) => LANES.map(make).join("\n");
  return `  (func (export "mapNumbers") (param $values i32) (param $n i32) (param $bounds i32) (param $firstStep i32) (param $missing i32) (param $out i32)
    (local $end i32) (local $step i32) (local $base i32)
    ${LANES.map((i) => `(local $v${i} f64) (local $l${i} i32)`).join(" ")}
    (local.set $end (i32.add (local.get $out) (local.get $n)))
    (block $done (loop $each
      (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
${each((i) => `      (local.set $v${i} (f64.load offset=${8 * i} (local.get $values))) (local.set $l${i} (i32.const 0))`)}
      (local.set $step (local.get $firstStep))
      (loop $steps
        (local.set $base (i32.sub (i32.add (local.get $bounds) (local.get $step)) (i32.const 8)))
${each((i) => `        (local.set $l${i} (i32.add (local.get $l${i}) (i32.and (local.get $step) (i32.sub (i32.const 0) (f64.gt (local.get $v${i}) (f64.load (i32.add (local.get $base) (local.get $l${i}))))))))`)}
        (br_if $steps (i32.ge_u (local.tee $step (i32.shr_u (local.get $step) (i32.const 1))) (i32.const 8))))
${each((i) => `      (i32.store8 offset=${i} (local.get $out) (select (local.get $missing) (i32.shr_u (local.get $l${i}) (i32.const 3)) (f64.ne (local.get $v${i}) (local.get $v${i}))))`)}
      (local.set $values (i32.add (local.get $values) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br $each))))`;
}

/** One feature's bins into its byte of each record. */
function scatter() {
  return `  (func (export "scatter") (param $bins i32) (param $n i32) (param $out i32) (param $stride i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $bins) (local.get $n)))
    (block $done (loop $each
      (br_if $done (i32.eq (local.get $bins) (local.get $end)))
      (i32.store8 (local.get $out) (i32.load8_u (local.get $bins)))
      (local.set $bins (i32.add (local.get $bins) (i32.const 1)))
      (local.set $out (i32.add (local.get $out) (local.get $stride)))
      (br $each))))`;
}
