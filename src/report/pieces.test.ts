import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { subtract } from "./compare.js";
import { driftStep } from "./heat-map.js";
import { html, jsonForScript } from "./html.js";
import { markdown } from "./markdown.js";
import { columnDecimals, count, fixed, intervalDecimals, percent, seconds, signed } from "./numbers.js";
import { type Course, qualityModel, runsOf } from "./quality-chart.js";
import { NEVER, samplePolicy, sampleReport } from "./sample.fixture.js";
import { quantile, ticks } from "./scales.js";
import { timelineOf } from "./timeline.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("numbers", () => {
  it("come back within the digits shown", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, decimals) => {
          expect(Math.abs(Number(fixed(value, decimals).replace("−", "-")) - value)).toBeLessThanOrEqual(
            0.5000001 * 10 ** -decimals,
          );
        },
      ),
    );
  });

  it("have true signs, grouped thousands, two units of time and a dash when missing", () => {
    expect([signed(0.01, 2), signed(-0.01, 2), signed(-0.0001, 2), signed(null, 2)]).toEqual([
      "+0.01",
      "−0.01",
      "0.00",
      "–",
    ]);
    expect([count(1234567), count(999), count(Number.NaN)]).toEqual(["1,234,567", "999", "–"]);
    expect([0, 0.038, 4.21, 59.6, 128, 3840, 7199].map((s) => plain(seconds(s)))).toEqual([
      "0 s",
      "38 ms",
      "4.2 s",
      "1 min",
      "2 min 8 s",
      "1 h 4 min",
      "2 h",
    ]);
    expect(plain(percent(0.2312, 1))).toBe("23.1 %");
  });

  it("show an interval with two significant digits and let a column's values differ", () => {
    expect([0.0031, 0.031, 0.00031].map((w) => intervalDecimals([w]))).toEqual([4, 3, 5]);
    expect(intervalDecimals([null])).toBe(3);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 99_999 }), { minLength: 2, maxLength: 2 }), ([a, b]) => {
        const [x, y] = [a! / 1e5, b! / 1e5];
        expect(fixed(x, columnDecimals([x, y]))).not.toBe(fixed(y, columnDecimals([x, y])));
      }),
      { examples: [[[15, 5]]] },
    );
  });
});

describe("scales", () => {
  it("give round ticks inside the domain, three to eight of them", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 1e-4, max: 100, noNaN: true }),
        (low, span) => {
          const { values } = ticks(low, low + span, 4);
          expect(values.length).toBeGreaterThanOrEqual(2);
          expect(values.length).toBeLessThanOrEqual(8);
          for (const v of values) expect(v >= low - span * 1e-6 && v <= low + span * (1 + 1e-6)).toBe(true);
        },
      ),
    );
  });

  it("take quantiles by straight lines between order statistics", () => {
    expect([quantile([3, 1, 2], 0.5), quantile([1, 2], 0.25), quantile([], 0.5)]).toEqual([2, 1.25, null]);
  });
});

describe("differences", () => {
  it("are clear exactly when the interval leaves out zero, and turn round with their sides", () => {
    const estimate = fc.record({
      value: fc.double({ min: 0, max: 1, noNaN: true }),
      halfWidth: fc.double({ min: 0, max: 0.2, noNaN: true }),
    });
    fc.assert(
      fc.property(estimate, estimate, (a, b) => {
        const d = subtract(a, b);
        const covers = d.value - d.halfWidth! <= 0 && d.value + d.halfWidth! >= 0;
        expect(d.verdict === "unclear").toBe(covers);
        expect(subtract(b, a).verdict).toBe({ better: "worse", worse: "better", unclear: "unclear" }[d.verdict]);
      }),
    );
  });
});

describe("the time axis", () => {
  it("covers the whole stretch while only a part is known", () => {
    const timeline = timelineOf(sampleReport([samplePolicy(NEVER, 11)]));
    expect(timeline.weeks).toHaveLength(11);
    expect(timeline.weeks[10]!.right).toBeCloseTo(25, 6);
    expect(timeline.ticks.map((t) => t.label)).toEqual([
      "Mar",
      "Apr",
      "May",
      "Jun",
      "Jul",
      "Aug",
      "Sep",
      "Oct",
      "Nov",
      "Dec",
    ]);
  });

  it("leaves a gap where a week has no ROC-AUC", () => {
    const whole = samplePolicy(NEVER);
    const holed = { ...whole, weeks: whole.weeks.map((w, i) => (i === 5 || i === 6 ? { ...w, rocAuc: null } : w)) };
    const report = sampleReport([holed]);
    const course = qualityModel(report, timelineOf(report)).courses[0] as Course;
    expect(runsOf(course.points).map((r) => r.length)).toEqual([5, 37]);
  });
});

describe("drift colours", () => {
  it("turn warm exactly at the limit", () => {
    expect([0, 0.19, 0.999, 1, 1.99, 2, 1e9].map(driftStep)).toEqual([0, 0, 4, 5, 9, 9, 9]);
  });
});

describe("markup", () => {
  it("escapes every hole that is not markup", () => {
    expect(html`<b title="${`"'`}">${"<&>"}</b>${null}${html`<i></i>`}${Number.NaN}`.html).toBe(
      '<b title="&quot;&#39;">&lt;&amp;&gt;</b><i></i>–',
    );
  });

  it("cannot be left from inside JSON", () => {
    const nasty = { a: "</script><!--\u2028" };
    const { html: text } = jsonForScript(nasty);
    expect(text).not.toMatch(/[<>\u2028]/);
    expect(JSON.parse(text)).toEqual(nasty);
  });
});

describe("markdown", () => {
  const of = (text: string): string => markdown(text).html;

  it("knows headings, paragraphs, emphasis and code", () => {
    expect(of("# A *b*\nc **d** `<e>`\nf")).toBe(
      "<h3>A <em>b</em></h3><p>c <strong>d</strong> <code>&lt;e&gt;</code> f</p>",
    );
    expect(of("```sh\n# <x>\n\ny\n```")).toBe('<pre tabindex="0"><code># &lt;x&gt;\n\ny</code></pre>');
    expect(of("snake_case_name stays")).toBe("<p>snake_case_name stays</p>");
  });

  it("knows lists, nested and numbered", () => {
    expect(of("- a\n  more\n  - b\n- c")).toBe("<ul><li>a more<ul><li>b</li></ul></li><li>c</li></ul>");
    expect(of("1. a\n2. b")).toBe("<ol><li>a</li><li>b</li></ol>");
  });

  it("knows tables with aligned columns and escaped bars", () => {
    expect(of("| a | b |\n| --- | ---: |\n| x \\| y | 1 |")).toContain(
      '<tbody><tr><td>x | y</td><td class="n">1</td></tr></tbody>',
    );
  });

  it("shows HTML as text and addresses as text", () => {
    expect(of("<img src=x onerror=y> [a](javascript:z)")).toBe("<p>&lt;img src=x onerror=y&gt; a (javascript:z)</p>");
  });

  it("ends, and keeps every letter, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: fc.constantFrom("a", "b", " ", "-", "|", "`", "#", "*", ">", "1.", ":"), maxLength: 14 }),
          { maxLength: 12 },
        ),
        (lines) => {
          const letters = (t: string): string =>
            t
              .replace(/<[^>]*>/g, "")
              .replace(/&\w+;/g, "")
              .replace(/[^ab]/g, "");
          const source = lines.filter((l) => !/^\s*(```|\|)|\|/.test(l)).join("\n");
          expect(letters(of(source))).toBe(letters(source));
        },
      ),
    );
  });
});
