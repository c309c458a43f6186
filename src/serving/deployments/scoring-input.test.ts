import { describe, expect, it } from "vitest";
import { csvTensors, scoringTensors } from "./scoring-input.js";

const MATRIX = { name: "X", datatype: "FP32", shape: [-1, 3] };
const EACH = [
  { name: "age", datatype: "FP64", shape: [-1, 1] },
  { name: "city", datatype: "BYTES", shape: [-1, 1] },
  { name: "count", datatype: "INT64", shape: [-1] },
];
const COLUMNS = ["a", "b", "c"];

const ofMatrix = (body: unknown, columns: readonly string[] | null = COLUMNS) =>
  scoringTensors({ inputs: [MATRIX], columns }, body)[0];
const ofEach = (body: unknown, columns: readonly string[] | null = null) =>
  scoringTensors({ inputs: EACH, columns }, body);

describe("scoringTensors", () => {
  it("puts the columns of a frame into the one input that takes all, in the order of training", () => {
    const wanted = { ...MATRIX, shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, Number.NaN, 6) };
    const data = [
      [3, 1, 2],
      [6, 4, null],
    ];
    expect(ofMatrix({ dataframe_split: { columns: ["c", "a", "b"], data, index: [0, 1] } })).toEqual(wanted);
    const records = data.map(([c, a, b]) => ({ b, c, a }));
    expect(ofMatrix({ dataframe_records: records, params: {} })).toEqual(wanted);
    expect(ofMatrix({ inputs: { c: [3, 6], b: [2, null], a: [1, 4] } })).toEqual(wanted);
    expect(ofMatrix({ instances: records })).toEqual(wanted);
    expect(ofMatrix({ inputs: records })).toEqual(wanted);
    expect(ofMatrix({ inputs: { c: 3, b: 2, a: 1 } })).toEqual(ofMatrix({ inputs: [[1, 2, 3]] }));
    expect(
      ofMatrix(
        {
          inputs: [
            [1, 2, 3],
            [4, null, 6],
          ],
        },
        null,
      ),
    ).toEqual(wanted);
    expect(
      ofMatrix(
        {
          instances: [
            [1, 2, 3],
            [4, null, 6],
          ],
        },
        null,
      ),
    ).toEqual(wanted);
    expect(
      ofMatrix({
        dataframe_split: {
          data: [
            [1, 2, 3],
            [4, null, 6],
          ],
        },
      }),
    ).toEqual(wanted);
    expect(
      ofMatrix({
        inputs: {
          X: [
            [1, 2, 3],
            [4, null, 6],
          ],
        },
      }),
    ).toEqual(wanted);
  });

  it("takes what a record leaves out as missing, also the first", () => {
    const records = [
      { b: 2, a: 1 },
      { c: 6, b: 5 },
    ];
    const wanted = { ...MATRIX, shape: [2, 3], data: Float32Array.of(1, 2, Number.NaN, Number.NaN, 5, 6) };
    expect(ofMatrix({ dataframe_records: records })).toEqual(wanted);
    expect(ofMatrix({ instances: records })).toEqual(wanted);
  });

  it("gives each column to the input of its name, or by order where names differ", () => {
    const wanted = [
      { name: "age", datatype: "FP64", shape: [2, 1], data: Float64Array.of(30, 40.5) },
      { name: "city", datatype: "BYTES", shape: [2, 1], data: ["Brno", "Žilina"] },
      { name: "count", datatype: "INT64", shape: [2], data: BigInt64Array.of(1n, 2n) },
    ];
    const data = [
      ["Brno", 30, 1],
      ["Žilina", 40.5, 2],
    ];
    expect(ofEach({ dataframe_split: { columns: ["city", "age", "count"], data } })).toEqual(wanted);
    expect(ofEach({ inputs: { age: [30, 40.5], city: ["Brno", "Žilina"], count: [1, 2] } })).toEqual(wanted);
    const order = ["the age", "the city", "how many"];
    const split = { columns: ["the city", "the age", "how many"], data };
    expect(ofEach({ dataframe_split: split }, order)).toEqual(wanted);
  });

  it("reads a table as text, each cell as the model takes it", () => {
    const text = 'city,age,count\n"Brno",30,1\nŽilina,40.5,2';
    const data = [
      ["Brno", 30, 1],
      ["Žilina", 40.5, 2],
    ];
    const frame = { dataframe_split: { columns: ["city", "age", "count"], data } };
    expect(csvTensors({ inputs: EACH, columns: null }, text)).toEqual(ofEach(frame));
  });

  it.each([
    [null],
    [{}],
    [[1, 2, 3]],
    [{ inputs: [[1, 2, 3]], instances: [[1, 2, 3]] }],
    [{ inputs: [[1, 2]] }],
    [
      {
        inputs: [
          [1, 2, 3],
          [4, 5],
        ],
      },
    ],
    [{ inputs: [1, 2, 3] }],
    [{ inputs: [[1, 2, "3"]] }],
    [{ inputs: [] }],
    [{ inputs: {} }],
    [{ inputs: { a: [1], b: [2] } }],
    [{ inputs: { a: 1, b: 2, c: "3" } }],
    [{ inputs: { a: 1, b: [2], c: [3] } }],
    [{ dataframe_split: { columns: ["a", "b", "c", "a"], data: [[1, 2, 3, 4]] } }],
    [{ dataframe_split: { columns: ["a", "b", "c"], data: [] } }],
    [{ dataframe_split: { columns: ["a", "b", "c"], data: [[1, 2]] } }],
    [{ dataframe_split: { columns: ["a", "b", "d"], data: [[1, 2, 3]] } }],
    [{ dataframe_split: [[1, 2, 3]] }],
    [{ dataframe_records: [] }],
    [{ dataframe_records: [1] }],
    [{ instances: "x" }],
    [{ inputs: JSON.parse(`${"[".repeat(40)}${"]".repeat(40)}`) }],
  ])("refuses %j", (body) => {
    expect(() => ofMatrix(body)).toThrow(expect.objectContaining({ code: "serving.bad_request" }));
  });
});
