import { expect, test } from "vitest";
import { ticks } from "../scales.js";
import { markupProblems } from "../well-formed.fixture.js";
import { barPlot } from "./bar-plot.js";
import { tickNames } from "./figure.js";
import { linePlot } from "./line-plot.js";
import { matrixPlot } from "./matrix-plot.js";

const unit = { low: 0, high: 1 };

test("a line plot is well formed, draws its points in their places, and names its series where there are several", () => {
  const plot = linePlot({
    title: "ROC",
    takeaway: "Area < 1 & > 0.5",
    x: { label: "false positive rate", ...unit },
    y: { label: "true positive rate", ...unit },
    series: [
      {
        name: "model",
        points: [
          { x: 0, y: 0 },
          { x: 0.5, y: 1 },
          { x: 1, y: 1 },
        ],
      },
      { name: "other", dots: true, points: [{ x: 0.5, y: 0.5 }] },
    ],
    reference: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
  });
  expect(markupProblems(plot)).toEqual([]);
  expect(plot).toContain('d="M64 384L340 80L616 80"');
  expect(plot).toContain("Area &lt; 1 &amp; &gt; 0.5");
  expect(plot).toContain(">other<");
});

test("a point's interval becomes a band", () => {
  const points = [
    { x: 0, y: 0.5, low: 0.4, high: 0.6 },
    { x: 1, y: 0.5, low: 0.45, high: 0.55 },
  ];
  const plot = linePlot({
    title: "t",
    takeaway: "s",
    x: { label: "x", ...unit },
    y: { label: "y", ...unit },
    series: [{ name: "a", points }],
  });
  expect(plot).toContain('class="band f1" d="M64 201.6L616 216.8L616 247.2L64 262.4Z"');
});

test("bars grow from zero to either side, and the figure is as tall as they need", () => {
  const plot = barPlot({
    title: "Importance",
    takeaway: "a leads",
    decimals: 2,
    bars: [
      { name: "a", value: 1, low: 0.5, high: 1.5 },
      { name: "<b>", value: -0.5 },
    ],
  });
  expect(markupProblems(plot)).toEqual([]);
  expect(plot).toContain('height="152"');
  expect(plot).toContain("&lt;b&gt;");
  expect(plot).toContain("−0.50");
});

test("a confusion matrix shows every count by its share of the true class", () => {
  const plot = matrixPlot({ title: "Confusion", takeaway: "s", classes: ["no", "yes"], counts: [1200, 0, 1, 3] });
  expect(markupProblems(plot)).toEqual([]);
  for (const count of ["1,200", ">0<", ">1<", ">3<"]) expect(plot).toContain(count);
});

test("numbers along an axis stay short, whatever their size", () => {
  const named = (low: number, high: number): string[] => tickNames(ticks(low, high, 4));
  expect(named(0, 1)).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  expect(named(0, 4000)).toEqual(["0", "1000", "2000", "3000", "4000"]);
  expect(named(-400_000, 400_000)).toEqual(["−400k", "−200k", "0", "200k", "400k"]);
  expect(named(0, 2_000_000)).toEqual(["0.0", "0.5M", "1.0M", "1.5M", "2.0M"]);
  expect(named(0, 4e-7)).toEqual(["0", "1e−7", "2e−7", "3e−7", "4e−7"]);
  expect(named(-2e12, 2e12)).toEqual(["−2e12", "−1e12", "0", "1e12", "2e12"]);
});

test("many series are all named, in rows below the axis, and long names of classes stand aslant", () => {
  const names = Array.from({ length: 10 }, (_, i) => `a rather long class ${i}`);
  const points = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  const series = names.map((name) => ({ name, points }));
  const axis = { label: "x", ...unit };
  const lines = linePlot({ title: "t", takeaway: "s", x: axis, y: axis, series });
  for (const name of names) expect(lines).toContain(`>${name}</text>`);
  expect(Number(/ height="(\d+)"/.exec(lines)?.[1])).toBeGreaterThan(440);
  const counts = names.flatMap((_, i) => names.map((_name, j) => (i === j ? 5 : 0)));
  const matrix = matrixPlot({ title: "t", takeaway: "s", classes: names, counts });
  expect(matrix.match(/rotate\(-40\)/g)).toHaveLength(10);
  for (const plot of [lines, matrix]) expect(markupProblems(plot)).toEqual([]);
});
