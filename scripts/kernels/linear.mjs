// The passes over the rows of linear models, two doubles at a time. All addresses are elements of 8 bytes; `stride` (numbers of a
// row) and `rows` are multiples of 4. The order of every addition is that of src/learn/linear/kernel/plain.ts, so both give the same bits.

const local = (name, type = "i32") => `(local $${name} ${type})`;
const at = (pointer, offset = 0) => `(v128.load offset=${offset} (local.get $${pointer}))`;
const bytes = (name) => `(local.set $${name} (i32.shl (local.get $${name}) (i32.const 3)))`;
const step = (name, by) => `(local.set $${name} (i32.add (local.get $${name}) ${by}))`;
const constant = (value) => `(f64x2.splat (f64.const ${value}))`;
const mul = (a, b) => `(f64x2.mul ${a} ${b})`;
const add = (a, b) => `(f64x2.add ${a} ${b})`;
const sub = (a, b) => `(f64x2.sub ${a} ${b})`;
const get = (name) => `(local.get $${name})`;
const range = (n) => Array.from({ length: n }, (_, i) => i);

/** z[i] = Σ x[i][j]·theta[j]: four rows at once, even and odd j apart. */
function dots() {
  const rows = range(4);
  const term = (r, offset) =>
    `(local.set $a${r} ${add(get(`a${r}`), mul(at(`x${r}`, offset), get(`t${offset / 16}`)))})`;
  return `(func (export "dots") (param $x i32) (param $rows i32) (param $stride i32) (param $theta i32) (param $z i32)
  ${local("end")} ${local("width")} ${local("t")} ${local("stop")} ${local("t0", "v128")} ${local("t1", "v128")}
  ${rows.map((r) => `${local(`x${r}`)} ${local(`a${r}`, "v128")}`).join(" ")}
  ${["x", "theta", "z", "stride", "rows"].map(bytes).join(" ")}
  (local.set $width ${get("stride")})
  (local.set $end (i32.add ${get("z")} ${get("rows")}))
  (local.set $stop (i32.add ${get("theta")} ${get("width")}))
  (block $done (loop $rows
    (br_if $done (i32.ge_u ${get("z")} ${get("end")}))
    ${rows.map((r) => `(local.set $x${r} ${r === 0 ? get("x") : `(i32.add ${get(`x${r - 1}`)} ${get("width")})`}) (local.set $a${r} (v128.const i64x2 0 0))`).join("\n    ")}
    (local.set $t ${get("theta")})
    (loop $columns
      (local.set $t0 ${at("t")}) (local.set $t1 ${at("t", 16)})
      ${rows.map((r) => `${term(r, 0)} ${term(r, 16)} ${step(`x${r}`, "(i32.const 32)")}`).join("\n      ")}
      ${step("t", "(i32.const 32)")}
      (br_if $columns (i32.lt_u ${get("t")} ${get("stop")})))
    ${rows.map((r) => `(f64.store offset=${8 * r} ${get("z")} (f64.add (f64x2.extract_lane 0 ${get(`a${r}`)}) (f64x2.extract_lane 1 ${get(`a${r}`)})))`).join("\n    ")}
    (local.set $x ${get("x3")}) ${step("z", "(i32.const 32)")}
    (br $rows))))`;
}

/** g[j] += Σ r[i]·x[i][j]: four rows for each load and store of g, one after the other. */
function accumulate() {
  const rows = range(4);
  return `(func (export "accumulate") (param $x i32) (param $rows i32) (param $stride i32) (param $r i32) (param $g i32)
  ${local("end")} ${local("at")} ${local("stop")} ${local("sum", "v128")}
  ${rows.map((r) => `${local(`x${r}`)} ${local(`r${r}`, "v128")}`).join(" ")}
  ${["x", "r", "g", "stride", "rows"].map(bytes).join(" ")}
  (local.set $end (i32.add ${get("r")} ${get("rows")}))
  (local.set $stop (i32.add ${get("g")} ${get("stride")}))
  (block $done (loop $rows
    (br_if $done (i32.ge_u ${get("r")} ${get("end")}))
    ${rows.map((r) => `(local.set $x${r} ${r === 0 ? get("x") : `(i32.add ${get(`x${r - 1}`)} ${get("stride")})`}) (local.set $r${r} (f64x2.splat (f64.load offset=${8 * r} ${get("r")})))`).join("\n    ")}
    (local.set $at ${get("g")})
    (loop $columns
      (local.set $sum ${at("at")})
      ${rows.map((r) => `(local.set $sum ${add(get("sum"), mul(get(`r${r}`), at(`x${r}`)))}) ${step(`x${r}`, "(i32.const 16)")}`).join("\n      ")}
      (v128.store ${get("at")} ${get("sum")})
      ${step("at", "(i32.const 16)")}
      (br_if $columns (i32.lt_u ${get("at")} ${get("stop")})))
    (local.set $x ${get("x3")}) ${step("r", "(i32.const 32)")}
    (br $rows))))`;
}

/** h[j][k] += Σ w[i]·x[i][j]·x[i][k] in tiles of 4 by 4 with k's tile at or after j's; row after row. */
function gram() {
  const tile = range(8).map((t) => ({ j: t >> 1, half: t & 1, name: `s${t}` }));
  const splat = (j) =>
    `(i8x16.shuffle ${(j & 1 ? range(8).map((b) => b + 8) : range(8)).join(" ")} ${(j & 1 ? range(8).map((b) => b + 8) : range(8)).join(" ")} ${get(`a${j >> 1}`)} ${get(`a${j >> 1}`)})`;
  const cell = ({ j, half }) =>
    `offset=${16 * half} (i32.add ${get("cell")} (i32.mul ${get("stride")} (i32.const ${j})))`;
  return `(func (export "gram") (param $x i32) (param $rows i32) (param $stride i32) (param $w i32) (param $h i32)
  ${local("end")} ${local("j")} ${local("k")} ${local("cell")} ${local("xj")} ${local("row")} ${local("at")}
  ${["a0", "a1", "b0", "b1", "ww", "v", ...tile.map(({ name }) => name)].map((name) => local(name, "v128")).join(" ")}
  ${["x", "w", "h", "stride", "rows"].map(bytes).join(" ")}
  (local.set $end (i32.add ${get("w")} ${get("rows")}))
  (loop $js
    (local.set $k ${get("j")})
    (loop $ks
      (local.set $cell (i32.add ${get("h")} (i32.add (i32.mul (i32.shr_u ${get("j")} (i32.const 3)) ${get("stride")}) ${get("k")})))
      ${tile.map((t) => `(local.set $${t.name} (v128.load ${cell(t)}))`).join("\n      ")}
      (local.set $xj (i32.add ${get("x")} ${get("j")})) (local.set $row (i32.sub ${get("k")} ${get("j")})) (local.set $at ${get("w")})
      (loop $rows
        (local.set $ww (v128.load64_splat ${get("at")}))
        (local.set $a0 ${mul(get("ww"), at("xj"))}) (local.set $a1 ${mul(get("ww"), at("xj", 16))})
        (local.set $b0 (v128.load (i32.add ${get("xj")} ${get("row")}))) (local.set $b1 (v128.load offset=16 (i32.add ${get("xj")} ${get("row")})))
        ${range(4)
          .map(
            (j) =>
              `(local.set $v ${splat(j)}) ${range(2)
                .map(
                  (half) =>
                    `(local.set $s${2 * j + half} ${add(get(`s${2 * j + half}`), mul(get("v"), get(`b${half}`)))})`,
                )
                .join(" ")}`,
          )
          .join("\n        ")}
        ${step("xj", get("stride"))} ${step("at", "(i32.const 8)")}
        (br_if $rows (i32.lt_u ${get("at")} ${get("end")})))
      ${tile.map((t) => `(v128.store ${cell(t)} ${get(t.name)})`).join("\n      ")}
      ${step("k", "(i32.const 32)")}
      (br_if $ks (i32.lt_u ${get("k")} ${get("stride")})))
    ${step("j", "(i32.const 32)")}
    (br_if $js (i32.lt_u ${get("j")} ${get("stride")}))))`;
}

/** Σ w·(log(1 + e^z) − y·z), with r = w·(p − y): e^−|z| by Cody and Waite's reduction and Taylor's polynomial, log(1 + e) by atanh's series. */
function logistic() {
  const factorials = [1];
  for (let k = 1; k <= 13; k++) factorials.push(factorials[k - 1] * k);
  // Estrin's scheme: pairs, then pairs of pairs, so that few operations wait for each other.
  const estrin = (powers, coefficients) => {
    let terms = coefficients.map(constant);
    for (const power of powers) {
      terms = range((terms.length + 1) >> 1).map((k) =>
        2 * k + 1 < terms.length ? add(terms[2 * k], mul(get(power), terms[2 * k + 1])) : terms[2 * k],
      );
    }
    return terms[0];
  };
  const square = (to, from) => `(local.set $${to} ${mul(get(from), get(from))})`;
  const exponential = estrin(
    ["f", "f2", "f4", "f8"],
    factorials.map((value) => 1 / value),
  );
  const series = estrin(
    ["s2", "s4", "s8", "s16"],
    range(11).map((k) => 1 / (2 * k + 1)),
  );
  return `(func (export "logistic") (param $z i32) (param $y i32) (param $w i32) (param $rows i32) (param $r i32) (result f64)
  ${local("end")} ${["sum", "v", "f", "k", "e", "big", "s", "s2", "s4", "s8", "s16", "f2", "f4", "f8", "l", "p", "t"].map((name) => local(name, "v128")).join(" ")}
  ${["z", "y", "w", "rows", "r"].map(bytes).join(" ")}
  (local.set $end (i32.add ${get("z")} ${get("rows")}))
  (loop $rows
    (local.set $v ${at("z")})
    (local.set $t (f64x2.max (f64x2.neg (f64x2.abs ${get("v")})) ${constant(-708)}))
    (local.set $k ${add(mul(get("t"), constant(Math.LOG2E)), constant(6755399441055744))})
    (local.set $f ${sub(get("k"), constant(6755399441055744))})
    (local.set $f ${sub(sub(get("t"), mul(get("f"), constant(0.6931471803691238))), mul(get("f"), constant(1.9082149292705877e-10)))})
    ${square("f2", "f")} ${square("f4", "f2")} ${square("f8", "f4")}
    (local.set $e ${mul(exponential, "(i64x2.shl (i64x2.add (local.get $k) (i64x2.splat (i64.const 1023))) (i32.const 52))")})
    (local.set $big (f64x2.gt ${get("e")} ${constant(0.41421356)}))
    (local.set $s (f64x2.div ${add(get("e"), `(v128.bitselect ${constant(-1)} ${constant(0)} ${get("big")})`)} ${add(get("e"), `(v128.bitselect ${constant(3)} ${constant(2)} ${get("big")})`)}))
    ${square("s2", "s")} ${square("s4", "s2")} ${square("s8", "s4")} ${square("s16", "s8")}
    (local.set $l ${add(mul(mul(constant(2), get("s")), series), `(v128.bitselect ${constant(Math.LN2)} ${constant(0)} ${get("big")})`)})
    (local.set $p (f64x2.div (v128.bitselect ${constant(1)} ${get("e")} (f64x2.ge ${get("v")} ${constant(0)})) ${add(constant(1), get("e"))}))
    (local.set $l ${add(sub(`(f64x2.max ${get("v")} ${constant(0)})`, mul(at("y"), get("v"))), get("l"))})
    (local.set $sum ${add(get("sum"), mul(at("w"), get("l")))})
    (v128.store ${get("r")} ${mul(at("w"), sub(get("p"), at("y")))})
    ${["z", "y", "w", "r"].map((name) => step(name, "(i32.const 16)")).join(" ")}
    (br_if $rows (i32.lt_u ${get("z")} ${get("end")})))
  (f64.add (f64x2.extract_lane 0 ${get("sum")}) (f64x2.extract_lane 1 ${get("sum")})))`;
}

/** out[i][k] = (raw[k][i] − factors[2k])·factors[2k + 1] for four columns k: two rows at once, columns in pairs. */
function standardise() {
  const columns = range(4);
  const pair = (a, b, lane) =>
    `(i8x16.shuffle ${range(8)
      .map((k) => k + 8 * lane)
      .join(" ")} ${range(8)
      .map((k) => k + 16 + 8 * lane)
      .join(" ")} ${get(`v${a}`)} ${get(`v${b}`)})`;
  return `(func (export "standardise") (param $raw i32) (param $length i32) (param $rows i32) (param $factors i32) (param $out i32) (param $stride i32)
  ${local("end")} ${columns.map((k) => `${local(`v${k}`, "v128")} ${local(`m${k}`, "v128")} ${local(`s${k}`, "v128")} ${local(`p${k}`)}`).join(" ")}
  ${["raw", "length", "rows", "factors", "out", "stride"].map(bytes).join(" ")}
  ${columns.map((k) => `(local.set $m${k} (v128.load64_splat offset=${16 * k} ${get("factors")})) (local.set $s${k} (v128.load64_splat offset=${16 * k + 8} ${get("factors")})) (local.set $p${k} ${k === 0 ? get("raw") : `(i32.add ${get(`p${k - 1}`)} ${get("length")})`})`).join("\n  ")}
  (local.set $end (i32.add ${get("raw")} ${get("rows")}))
  (loop $rows
    ${columns.map((k) => `(local.set $v${k} ${mul(sub(at(`p${k}`), get(`m${k}`)), get(`s${k}`))}) ${step(`p${k}`, "(i32.const 16)")}`).join("\n    ")}
    (v128.store ${get("out")} ${pair(0, 1, 0)}) (v128.store offset=16 ${get("out")} ${pair(2, 3, 0)})
    ${step("out", get("stride"))}
    (v128.store ${get("out")} ${pair(0, 1, 1)}) (v128.store offset=16 ${get("out")} ${pair(2, 3, 1)})
    ${step("out", get("stride"))}
    (br_if $rows (i32.lt_u ${get("p0")} ${get("end")}))))`;
}

/** The module's text. */
export function wat() {
  return `(module (import "env" "memory" (memory 1 65536))\n${[dots(), accumulate(), gram(), logistic(), standardise()].join("\n")})`;
}
