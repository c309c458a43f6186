const GOLDEN = (3 - Math.sqrt(5)) / 2;

/** Where `f` is least between `low` and `high`, to 1e-6: golden section and parabolas (Brent 1973, chapter 5). */
export function boundedMinimum(low: number, high: number, f: (x: number) => number): number {
  let [a, b] = [low, high];
  let x = a + GOLDEN * (b - a);
  let [w, v] = [x, x];
  let fx = f(x);
  let [fw, fv] = [fx, fx];
  let [step, before] = [0, 0];
  for (let round = 0; round < 200; round++) {
    const middle = (a + b) / 2;
    const tolerance = 1e-6 + 1e-8 * Math.abs(x);
    if (Math.abs(x - middle) <= 2 * tolerance - (b - a) / 2) break;
    const parabola = parabolaStep({ x, w, v }, { fx, fw, fv });
    const isUsable = Math.abs(parabola) < Math.abs(before / 2) && x + parabola > a && x + parabola < b;
    before = isUsable ? step : (x < middle ? b : a) - x;
    step = isUsable ? parabola : GOLDEN * before;
    const moved = Math.abs(step) >= tolerance ? step : tolerance * (step > 0 || (step === 0 && x < middle) ? 1 : -1);
    const u = x + moved;
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return x;
}

/** To the vertex of the parabola through three points; NaN where there is none. */
function parabolaStep(
  { x, w, v }: { readonly x: number; readonly w: number; readonly v: number },
  { fx, fw, fv }: { readonly fx: number; readonly fw: number; readonly fv: number },
): number {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  return ((x - w) * r - (x - v) * q) / (2 * (q - r));
}
