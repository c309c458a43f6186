import { expect, it } from "vitest";
import { AT, openMlflow, SEE_API } from "../../mlflow.fixture.js";

const { ask, post, get } = await openMlflow();
const V3 = "/api/3.0/mlflow";

async function create(wish: object): Promise<string> {
  return (await post(`${V3}/datasets/create`, { name: "d", ...wish })).body.dataset.dataset_id;
}

it("a dataset is answered as clients read it: tags as JSON in a text, nothing that is not known", async () => {
  const tags = '{"mlflow.user": "ann", "é": "1", "n": 1.0, "z": null}';
  const { status, body } = await post(`${V3}/datasets/create`, { name: "d", experiment_ids: ["0", "9"], tags });
  expect([status, body.dataset]).toEqual([
    200,
    {
      dataset_id: expect.stringMatching(/^d-[0-9a-f]{32}$/),
      name: "d",
      tags: '{"mlflow.user": "ann", "n": "1.0", "z": null, "\\u00e9": "1"}',
      digest: expect.stringMatching(/^[0-9a-f]{8}$/),
      created_time: AT,
      last_update_time: AT,
      created_by: "ann",
      last_updated_by: "ann",
      experiment_ids: ["0", "9"],
    },
  ]);
  const { experiment_ids: _, ...known } = body.dataset;
  expect((await get(`${V3}/datasets/${known.dataset_id}`)).body).toEqual({ dataset: known });
  expect((await get(`/ajax-api/3.0/mlflow/datasets/search?filter_string=tags.n+%3D+%271.0%27`)).body).toEqual({
    datasets: [known],
  });
});

it("records go in and out as JSON in a text, numbers as they were written", async () => {
  const id = await create({});
  const records = `[{"inputs": {"q": 1.0}, "outputs": [NaN, 1e2]},
    {"inputs": {"q": 1}, "source": {"source_type": "Human", "source_data": {"source_id": "s"}}, "outputs": null}]`;
  expect((await post(`${V3}/datasets/${id}/records`, { records })).body).toEqual({
    inserted_count: 2,
    updated_count: 0,
  });
  const { body } = await get(`${V3}/datasets/${id}/records`);
  const head = (n: string) => `"dataset_record_id": "${n}", "dataset_id": "${id}"`;
  expect(body.records.replace(/dr-[0-9a-f]{32}/g, "dr")).toBe(
    `[{${head("dr")}, "inputs": {"q": 1.0}, "tags": {}, "created_time": ${AT}, "last_update_time": ${AT}, "outputs": [NaN, 100.0]}, ` +
      `{${head("dr")}, "inputs": {"q": 1}, "tags": {}, "source": {"source_type": "HUMAN", "source_data": {"source_id": "s"}}, ` +
      `"source_id": "s", "source_type": "HUMAN", "created_time": ${AT}, "last_update_time": ${AT}}]`,
  );
  expect((await get(`${V3}/datasets/${id}`)).body.dataset).toMatchObject({
    schema: '{"inputs": {"q": "float"}, "outputs": "array", "expectations": {}, "version": "1.0"}',
    profile: '{"num_records": 2}',
  });
});

it("pages of records follow one another, and a token is good for its dataset alone", async () => {
  const id = await create({});
  const records = JSON.stringify([1, 2, 3].map((q) => ({ inputs: { q } })));
  await post(`${V3}/datasets/${id}/records`, { records });
  const first = (await get(`${V3}/datasets/${id}/records?max_results=2`)).body;
  const second = (await get(`${V3}/datasets/${id}/records?max_results=2&page_token=${first.next_page_token}`)).body;
  const read = [first, second].flatMap((page) => JSON.parse(page.records));
  expect(read.map(({ inputs }) => inputs.q)).toEqual([1, 2, 3]);
  expect(second.next_page_token).toBeUndefined();
  const other = await get(`${V3}/datasets/${await create({})}/records?page_token=${first.next_page_token}`);
  expect(other.body.error_code).toBe("INVALID_PARAMETER_VALUE");
  const gone = read.map((record) => record.dataset_record_id);
  const ids = { dataset_record_ids: gone };
  expect((await ask("DELETE", `${V3}/datasets/${id}/records`, ids)).body).toEqual({ deleted_count: 3 });
  expect((await ask("DELETE", `${V3}/datasets/${id}/records`, ids)).body).toEqual({ deleted_count: 0 });
});

it("a dataset is put into experiments that are there, all or none", async () => {
  const id = await create({});
  const add = (experiment_ids: string[]) => post(`${V3}/datasets/${id}/add-experiments`, { experiment_ids });
  const ids = async () => (await get(`${V3}/datasets/${id}/experiment-ids`)).body;
  expect((await add(["0", "55"])).body).toEqual({
    error_code: "RESOURCE_DOES_NOT_EXIST",
    message: "No Experiment with id=55",
  });
  expect(await ids()).toEqual({});
  expect((await add(["0"])).body.dataset.dataset_id).toBe(id);
  expect(await ids()).toEqual({ experiment_ids: ["0"] });
  await post(`${V3}/datasets/${id}/remove-experiments`, { experiment_ids: ["0", "7"] });
  expect(await ids()).toEqual({});
});

it("what is not there is told in the words of each procedure", async () => {
  const said = async (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: object) => {
    const answer = await ask(method, `${V3}/datasets/d-no${path}`, body);
    return [answer.status, answer.body.message ?? answer.body];
  };
  expect(await said("GET", "")).toEqual([404, "Evaluation dataset with id 'd-no' not found"]);
  expect(await said("PATCH", "/tags", { tags: "{}" })).toEqual([404, "Could not find evaluation dataset with ID d-no"]);
  expect(await said("POST", "/add-experiments", {})).toEqual([404, "Dataset 'd-no' not found"]);
  expect(await said("POST", "/remove-experiments", {})).toEqual([404, "Dataset 'd-no' not found"]);
  expect(await said("POST", "/records", { records: "[]" })).toEqual([
    404,
    "Evaluation dataset with id 'd-no' not found",
  ]);
  expect(await said("GET", "/records")).toEqual([200, { records: "[]" }]);
  expect(await said("DELETE", "")).toEqual([200, {}]);
  expect(await said("DELETE", "/tags/k")).toEqual([200, {}]);
});

it("what cannot be read is refused with its place, and nothing of it is kept", async () => {
  const id = await create({});
  const refused = async (records: string) => {
    const { status, body } = await post(`${V3}/datasets/${id}/records`, { records });
    return [status, body.message];
  };
  const good = '{"inputs": {"q": 1}}';
  for (const [records, message] of [
    ["x", "Parameter 'records' must be JSON: this is not JSON, at position 0"],
    ["{}", "Parameter 'records' must be a list of objects"],
    [`[${good}, 5]`, "records[1] must be an object"],
    [`[${good}, {"inputs": null}]`, "records[1].inputs must be provided"],
    ['[{"inputs": [1]}]', "records[0].inputs must be an object"],
    ['[{"expectations": "x"}]', "records[0].expectations must be an object"],
    ['[{"tags": [1]}]', "records[0].tags must be an object"],
    ['[{"source": {"source_data": {}}}]', "records[0].source.source_type must be a string"],
    [
      '[{"source": {"source_type": "web"}}]',
      "Invalid dataset record source type: WEB. Valid source types: ['UNSPECIFIED', 'TRACE', 'HUMAN', 'DOCUMENT', 'CODE']",
    ],
  ])
    expect(await refused(records as string)).toEqual([400, message]);
  expect(await refused("")).toEqual([400, `Missing value for required parameter 'records'.${SEE_API}`]);
  expect((await get(`${V3}/datasets/${id}/records`)).body).toEqual({ records: "[]" });
  const tags = await ask("PATCH", `${V3}/datasets/${id}/tags`, { tags: "[1]" });
  expect([tags.status, tags.body.message]).toEqual([400, "Parameter 'tags' must be a JSON object"]);
});

it("tags without a value are left alone, others become texts", async () => {
  const id = await create({ tags: '{"a": "1"}' });
  const tags = '{"a": null, "t": true, "l": [1, "x", {"y": null}], "n": NaN}';
  await ask("PATCH", `${V3}/datasets/${id}/tags`, { tags });
  expect(JSON.parse((await get(`${V3}/datasets/${id}`)).body.dataset.tags)).toEqual({
    a: "1",
    t: "True",
    l: "[1, 'x', {'y': None}]",
    n: "nan",
  });
});
