import { expect, it } from "vitest";
import { AT, openMlflow } from "../../mlflow.fixture.js";

const { app, ask, post, get } = await openMlflow();
const V3 = "/api/3.0/mlflow/scorers";
const JUDGE = '{"name": "tone", "instructions_judge_pydantic_data": {"model": "openai:/gpt-5"}}';

const register = (name: string, serialized_scorer: string, experiment_id = "0") =>
  post(`${V3}/register`, { experiment_id, name, serialized_scorer });

it("scorers are registered, listed and read as clients expect them", async () => {
  await register("tone", JUDGE);
  const { body } = await register("tone", JUDGE);
  expect(body).toEqual({
    version: 2,
    scorer_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    experiment_id: "0",
    name: "tone",
    serialized_scorer: JUDGE,
    creation_time: AT,
  });
  const newest = {
    experiment_id: 0,
    scorer_name: "tone",
    scorer_version: 2,
    serialized_scorer: JUDGE,
    creation_time: AT,
    scorer_id: body.scorer_id,
  };
  for (const query of ["?experiment_id=0", "", "?experiment_ids=0&experiment_ids=77"])
    expect((await get(`${V3}/list${query}`)).body).toEqual({ scorers: [newest] });
  expect((await get(`${V3}/get?experiment_id=0&name=tone`)).body).toEqual({ scorer: newest });
  const versions = (await get(`${V3}/versions?experiment_id=0&name=tone`)).body.scorers;
  expect(versions).toEqual([{ ...newest, scorer_version: 1 }, newest]);
  expect((await get(`${V3}/get?experiment_id=0&name=tone&version=1`)).body).toEqual({ scorer: versions[0] });
});

it("what is not there is told", async () => {
  const said = async (path: string) => (await get(`${V3}/${path}`)).body.message;
  expect(await said("get?experiment_id=0&name=no")).toBe("Scorer with name 'no' not found for experiment 0.");
  expect(await said("get?experiment_id=0&name=tone&version=9")).toBe(
    "Scorer with name 'tone' and version 9 not found for experiment 0.",
  );
  expect(await said("versions?experiment_id=77&name=tone")).toBe("No Experiment with id=77 exists");
  expect(await said("list?experiment_id=0&experiment_ids=0")).toMatch(/^Cannot specify both 'experiment_id' and/);
  const remove = await ask("DELETE", `${V3}/delete`, { experiment_id: "0", name: "tone", version: 9 });
  expect([remove.status, remove.body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
});

it("no scorer with code, with an address of its own or with a model that is none is kept", async () => {
  const refused = async (serialized: string) => {
    const { status, body } = await register("bad", serialized);
    return `${status} ${body.message}`;
  };
  expect(await refused("x")).toBe("400 serialized_scorer must be valid JSON");
  expect(await refused("[]")).toBe("400 serialized_scorer must be a JSON object");
  expect(await refused('{"a": [{"b": {"call_source": "x"}}]}')).toMatch(/^400 Custom scorer registration/);
  expect(await refused('{"third_party_scorer_data": {"kwargs": [1]}}')).toBe(
    "400 third_party_scorer_data.kwargs must be a JSON object, got list.",
  );
  const kwargs = '{"m": {"model_list": 1}, "l": [["base_url", "x"]]}';
  expect(await refused(`{"in": {"third_party_scorer_data": {"kwargs": ${kwargs}}}}`)).toMatch(
    /^400 third_party_scorer_data.kwargs must not contain 'base_url', 'model_list': these/,
  );
  for (const [model, message] of [
    ["5", "400 Scorer model must be a string, got int."],
    ["1.5", "400 Scorer model must be a string, got float."],
    ['" "', "400 Scorer model cannot be empty or contain only whitespace."],
    ['"gateway:/x"', "404 GatewayEndpoint not found (name='x')"],
  ] as const)
    for (const judge of [
      `{"builtin_scorer_pydantic_data": {"model": ${model}}}`,
      `{"memory_augmented_judge_data": {"base_judge": {"third_party_scorer_data": {"model": ${model}}}}}`,
    ])
      expect(await refused(judge)).toBe(message);
  expect((await register(" ", "{}")).body.message).toBe("Scorer name cannot be empty or contain only whitespace.");
  expect((await register("bad", "{}", "77")).status).toBe(404);
  expect((await get(`${V3}/list`)).body.scorers).toHaveLength(1);
});

it("clients learn that no scorer is asked by itself", async () => {
  const { scorer } = (await get(`${V3}/get?experiment_id=0&name=tone`)).body;
  const configs = async () => (await get(`${V3}/online-configs?scorer_ids=${scorer.scorer_id}&scorer_ids=no`)).body;
  const put = async (message: object) => {
    const payload = { experiment_id: "0", name: "tone", sample_rate: 0, ...message };
    const answer = await app.inject({ method: "PUT", url: `${V3}/online-config`, payload });
    return answer.json();
  };
  expect(await configs()).toEqual({ configs: [] });
  expect((await put({ sample_rate: 0.5 })).message).toMatch(/^Scorer 'tone' does not use a gateway model\./);
  expect((await put({ sample_rate: 1.5 })).message).toBe("sample_rate must be between 0.0 and 1.0, got 1.5");
  expect((await put({ filter_string: "foo" })).message).toBe("Invalid clause(s) in filter string: 'foo'");
  expect((await put({ name: "no" })).message).toBe("Scorer with name 'no' not found for experiment 0.");
  const { config } = await put({ filter_string: "trace.status = 'OK'" });
  expect(config).toEqual({
    online_scoring_config_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    scorer_id: scorer.scorer_id,
    sample_rate: 0,
    experiment_id: "0",
    filter_string: "trace.status = 'OK'",
  });
  expect(await configs()).toEqual({ configs: [config] });
});

it("a scorer is deleted version by version or as a whole, and not in an experiment that is deleted", async () => {
  const remove = (version?: number) => ask("DELETE", `${V3}/delete`, { experiment_id: "0", name: "tone", version });
  expect((await remove(1)).body).toEqual({});
  expect((await register("tone", JUDGE)).body.version).toBe(3);
  expect((await remove()).body).toEqual({});
  expect((await remove()).status).toBe(404);
  const { experiment_id } = (await post("experiments/create", { name: "e" })).body;
  await register("tone", JUDGE, experiment_id);
  await post("experiments/delete", { experiment_id });
  expect((await get(`${V3}/list`)).body).toEqual({});
  expect((await register("tone", JUDGE, experiment_id)).body.message).toBe(
    `The experiment ${experiment_id} must be in the 'active' state. Current state is deleted.`,
  );
});
