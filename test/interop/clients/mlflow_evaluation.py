"""Evaluation datasets and scorers through the unmodified mlflow client, and bare requests about them: mlflow_evaluation.py <address>.
Prints what was answered as JSON: see mlflow_transcript.py."""
import json, logging, os, subprocess, sys, tempfile, time, warnings

uri = sys.argv[1]
folder = os.path.realpath(tempfile.mkdtemp(prefix="mlflow-evaluation-"))
os.environ.update(
    MLFLOW_TRACKING_URI=uri,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES="1",
    MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR="0",
    MLFLOW_HTTP_REQUEST_BACKOFF_JITTER="0",
    MLFLOW_DISABLE_TELEMETRY="true",
    OPENAI_API_KEY="none",
    NO_COLOR="1",
)
os.chdir(folder)
printed = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import mlflow, requests  # noqa: E402, the environment comes first
from mlflow.genai import datasets, scorers as scoring  # noqa: E402
from mlflow.genai.judges import make_judge  # noqa: E402
from mlflow.genai.scorers import Guidelines, ScorerSamplingConfig, registry, scorer  # noqa: E402
from mlflow_transcript import Transcript  # noqa: E402

transcript = Transcript([[uri, "<address>"], [uri.removeprefix("http://"), "<host>"], [f"port={uri.split(':')[-1]}", "port=<port>"], [folder, "<folder>"]])
step = transcript.step
client = mlflow.MlflowClient()


def shown(dataset):
    return [dataset.name, dataset.tags, sorted(dataset.experiment_ids), dataset.schema, dataset.profile, dataset.created_by, dataset.last_updated_by, dataset.created_time, len(dataset.digest), dataset.dataset_id]


def records(dataset_id):
    """In the order of their inputs: MLflow gives those of one call in no order."""
    found = datasets.get_dataset(dataset_id=dataset_id).to_df().to_dict("records")
    return sorted(({key: value for key, value in row.items() if key != "dataset_record_id"} for row in found), key=lambda row: json.dumps(row["inputs"], sort_keys=True))


def made():
    first = mlflow.set_experiment("evaluation").experiment_id
    second = client.create_experiment("evaluation too")
    one = datasets.create_dataset("questions", experiment_id=first, tags={"team": "red", "ž": "🐎"})
    step("create", lambda: shown(one))
    step("create in two", lambda: shown(datasets.create_dataset("answers", experiment_id=[first, second])))
    step("create in the active one", lambda: shown(datasets.create_dataset("active")))
    step("create again", lambda: shown(datasets.create_dataset("questions", experiment_id=first)))
    step("create in one that is not there", lambda: shown(datasets.create_dataset("nowhere", experiment_id="7777")))
    step("create without a name", lambda: datasets.create_dataset(""))
    step("get", lambda: shown(datasets.get_dataset(dataset_id=one.dataset_id)))
    step("get by name", lambda: shown(datasets.get_dataset(name="answers")))
    step("get by a name of two", lambda: datasets.get_dataset(name="questions"))
    step("get by an unknown name", lambda: datasets.get_dataset(name="unknown"))
    step("get an unknown one", lambda: datasets.get_dataset(dataset_id="d-" + "f" * 32))
    step("set tags", lambda: [datasets.set_dataset_tags(dataset_id=one.dataset_id, tags={"team": "blue", "n": "1", "none": None}), shown(datasets.get_dataset(dataset_id=one.dataset_id))][1])
    step("set tags of another kind", lambda: [datasets.set_dataset_tags(dataset_id=one.dataset_id, tags={"i": 1, "f": 1.5, "b": True, "l": [1, "a"], "o": {"a": None}}), datasets.get_dataset(dataset_id=one.dataset_id).tags][1])
    step("delete a tag", lambda: [datasets.delete_dataset_tag(dataset_id=one.dataset_id, key="n"), datasets.get_dataset(dataset_id=one.dataset_id).tags][1])
    step("delete a tag again", lambda: datasets.delete_dataset_tag(dataset_id=one.dataset_id, key="n"))
    step("set tags of an unknown one", lambda: datasets.set_dataset_tags(dataset_id="d-none", tags={"a": "b"}))
    step("add to experiments", lambda: shown(datasets.add_dataset_to_experiments(dataset_id=one.dataset_id, experiment_ids=[second, first])))
    step("add to unknown experiments", lambda: shown(datasets.add_dataset_to_experiments(dataset_id=one.dataset_id, experiment_ids=["0", "7777"])))
    step("add an unknown one", lambda: datasets.add_dataset_to_experiments(dataset_id="d-none", experiment_ids=["0"]))
    step("remove from experiments", lambda: shown(datasets.remove_dataset_from_experiments(dataset_id=one.dataset_id, experiment_ids=[first, "7777"])))
    step("remove an unknown one", lambda: datasets.remove_dataset_from_experiments(dataset_id="d-none", experiment_ids=["0"]))
    step("delete", lambda: datasets.delete_dataset(dataset_id=one.dataset_id))
    step("delete again", lambda: datasets.delete_dataset(dataset_id=one.dataset_id))
    step("get after deletion", lambda: datasets.get_dataset(dataset_id=one.dataset_id))


def merged():
    dataset = datasets.create_dataset("records", experiment_id="0")
    merge = lambda name, rows: step(name, lambda: [shown(dataset.merge_records(rows))[3:7], records(dataset.dataset_id)])
    step("none", lambda: records(dataset.dataset_id))
    merge("merge", [{"inputs": {"q": "what?", "n": 1}, "expectations": {"a": "that", "score": 1.0}, "tags": {"k": "v"}}, {"inputs": {"q": "who?"}, "outputs": {"o": [1, 2.5, None, True]}}])
    merge("merge more of the same", [{"inputs": {"n": 1, "q": "what?"}, "expectations": {"b": 2}, "tags": {"t": "u"}}])
    merge("whole and broken numbers", [{"inputs": {"q": 1}}, {"inputs": {"q": 1.0}}, {"inputs": {"q": 12345678901234567890}}, {"inputs": {"q": 1e-7}}, {"inputs": {"q": 1e22}}])
    merge("odd texts", [{"inputs": {"2": "\x00", "1": "ž🐎", "__proto__": {"a": []}, "": "\u2028"}}])
    merge("a source", [{"inputs": {"s": 1}, "source": {"source_type": "HUMAN", "source_data": {"user": "ann"}}}, {"inputs": {"s": 2}, "source": {"source_type": "DOCUMENT", "source_data": {"doc_uri": "x", "content": "y"}}}])
    merge("an unknown source", [{"inputs": {"s": 3}, "source": {"source_type": "WEB"}}])
    merge("outputs replaced", [{"inputs": {"q": "who?"}, "outputs": {"p": "x"}}])
    merge("no inputs", [{"expectations": {"a": 1}}])
    merge("nothing", [])
    merge("many", [{"inputs": {"number": number}, "expectations": {"e": number / 4}} for number in range(30)])
    step("many more", lambda: [dataset.merge_records([{"inputs": {"number": number}} for number in range(1100)]).profile, len(records(dataset.dataset_id))])
    step("the whole", lambda: sorted(datasets.get_dataset(dataset_id=dataset.dataset_id).to_df().columns))
    step("deleted", lambda: delete_first(dataset.dataset_id))
    step("of a data frame", lambda: [datasets.create_dataset("frame", experiment_id="0").merge_records(mlflow_frame()).profile, records(datasets.get_dataset(name="frame").dataset_id)])


def mlflow_frame():
    import pandas

    return pandas.DataFrame({"inputs": [{"q": "a"}, {"q": "b"}], "expectations": [{"e": 1}, {"e": 2.5}]})


def delete_first(dataset_id):
    dataset = datasets.get_dataset(dataset_id=dataset_id)
    ids = [record.dataset_record_id for record in dataset._mlflow_dataset.records][:3]
    first = dataset.delete_records(ids)
    return [first, dataset.delete_records(ids), datasets.get_dataset(dataset_id=dataset_id).profile]


def searched():
    experiments = [client.create_experiment(f"search {number}") for number in range(2)]
    for number in range(12):
        datasets.create_dataset(f"Set {number:02}", experiment_id=experiments[number % 2], tags={"parity": "even" if number % 2 == 0 else "odd", "mlflow.user": "ann" if number < 3 else "bob"})
    names = lambda **more: [dataset.name for dataset in datasets.search_datasets(**more)]
    step("all of one experiment", lambda: names(experiment_ids=experiments[0]))
    step("of two", lambda: names(experiment_ids=experiments, order_by=["name"]))
    step("of none", lambda: names(experiment_ids=["7777"]))
    step("some", lambda: names(experiment_ids=experiments, max_results=5, order_by=["name DESC"]))
    where = lambda condition: step(f"where {condition}", lambda: names(experiment_ids=experiments, filter_string=condition, order_by=["name"]))
    for condition in ["name = 'Set 01'", "name LIKE 'Set 0%'", "name ILIKE 'SET 1%'", "name IN ('Set 01', 'Set 02')", "tags.parity = 'odd'", "tags.parity != 'odd' AND created_by = 'ann'", "last_updated_by != 'ann'", "created_time > 1", "last_update_time < 1", "name > 'Set 09'", "tags.mlflow.user = 'ann'", "tags.nothing != 'x'", "name = \"Set 03\"", "name != 'Set 01' and name LIKE '%1'"]:
        where(condition)
    for condition in ["nonsense", "name", "name NOT IN ('a')", "name like 'S%'", "name = 5", "name = x", "name IS NULL", "tags.a IS NULL", "tags.a > 'x'", "tags.a IN ('x')", "tag.a = 'x'", "attribute.name = 'x'", "`name` = 'x'", "dataset_id = 'x'", "created_time > '1'", "created_time > 1.5", "created_time LIKE 1", "created_time IN (1)", "created_by IN ('a')", "name = 'a' OR name = 'b'", "name = 'a' name = 'b'", "metrics.m > 1", "name =", "= 'x'", "name = 'a';"]:
        where(condition)
    for order in ["name ASC", "created_time", "last_update_time DESC", "colour", "tags.parity", "created_by", "attribute.name", "name, created_time", "name FOO", "`name`", ""]:
        step(f"by {order!r}", lambda: len(names(experiment_ids=experiments, order_by=[order])))
    page = lambda **more: client.search_datasets(experiment_ids=experiments, order_by=["name"], **more)
    step("pages", lambda: paged(page))
    step("a bad token", lambda: page(page_token="no token"))
    step("no results wanted", lambda: page(max_results=0))
    step("too many wanted", lambda: page(max_results=50_001))


def paged(page):
    pages, token = [], None
    while not pages or token:
        found = page(max_results=5, page_token=token)
        pages.append([dataset.name for dataset in found])
        token = found.token
    return pages


def scored():
    experiment = mlflow.set_experiment("scorers").experiment_id
    other = client.create_experiment("other scorers")
    tone = make_judge(name="tone", instructions="Is {{ outputs }} kind?", model="openai:/gpt-5", feedback_value_type=bool)
    # What a built-in one requires comes in no order.
    dump = lambda one: {key: sorted(value, key=str) if key == "required_columns" else value for key, value in one.items()} if isinstance(one, dict) else one
    read = lambda one: [one.name, {key: dump(value) for key, value in one.model_dump().items()}, one.status, one.sample_rate, one.filter_string, one._experiment_id]
    step("register", lambda: read(tone.register(experiment_id=experiment)))
    step("register again", lambda: read(make_judge(name="tone", instructions="Is {{ outputs }} kinder?", model="openai:/gpt-5").register(experiment_id=experiment)))
    step("register a built-in one", lambda: read(Guidelines(name="english", guidelines=["Say it in English"]).register(experiment_id=experiment)))
    step("register in another", lambda: read(Guidelines(name="english", guidelines=["Say it in Czech"]).register(experiment_id=other)))
    step("register code", lambda: scorer(lambda outputs: 1, name="code").register(experiment_id=experiment))
    step("register in no experiment", lambda: tone.register(experiment_id="7777"))
    step("register a judge behind a gateway", lambda: make_judge(name="gateway", instructions="{{ outputs }}", model="gateway:/fast").register(experiment_id=experiment))
    step("list", lambda: [read(one) for one in scoring.list_scorers(experiment_id=experiment)])
    step("list of no experiment", lambda: scoring.list_scorers(experiment_id="7777"))
    step("list without any", lambda: scoring.list_scorers(experiment_id="0"))
    step("versions", lambda: [[read(one), number] for one, number in registry.list_scorer_versions(name="tone", experiment_id=experiment)])
    step("get", lambda: read(scoring.get_scorer(name="tone", experiment_id=experiment)))
    step("get a version", lambda: read(scoring.get_scorer(name="tone", experiment_id=experiment, version=1)))
    step("get an unknown version", lambda: scoring.get_scorer(name="tone", experiment_id=experiment, version=9))
    step("get an unknown one", lambda: scoring.get_scorer(name="unknown", experiment_id=experiment))
    step("start", lambda: read(scoring.get_scorer(name="tone", experiment_id=experiment).start(experiment_id=experiment, sampling_config=ScorerSamplingConfig(sample_rate=0.5))))
    step("stop", lambda: read(scoring.get_scorer(name="tone", experiment_id=experiment).stop(experiment_id=experiment)))
    step("get one that was stopped", lambda: read(scoring.get_scorer(name="tone", experiment_id=experiment)))
    step("delete a version", lambda: scoring.delete_scorer(name="tone", experiment_id=experiment, version=2))
    step("the newest then", lambda: read(scoring.get_scorer(name="tone", experiment_id=experiment)))
    step("delete an unknown version", lambda: scoring.delete_scorer(name="tone", experiment_id=experiment, version=7))
    tool = os.path.join(os.path.dirname(sys.executable), "mlflow")
    says = lambda *args: [" ".join(line.split()) for line in subprocess.run([tool, "scorers", "list", *args], capture_output=True, text=True, timeout=100, env=os.environ).stdout.splitlines() if set(line) - set(" -")]
    step("the command line", lambda: json.loads("".join(says("-x", experiment, "--output", "json"))))
    step("delete all versions", lambda: scoring.delete_scorer(name="tone", experiment_id=experiment, version="all"))
    step("delete them again", lambda: scoring.delete_scorer(name="tone", experiment_id=experiment, version="all"))
    step("in a deleted experiment", lambda: [client.delete_experiment(other), scoring.list_scorers(experiment_id=other)])


WRONG = {"string": [5, 1.5, True, [], ["a"], {}, {"a": 1}], "list": ["x", 5, True, {}, [5], [None], [[]]], "number": ["x", "7", 1.5, True, [], {}, 2**31, "", -1, 0]}


def bare():
    """Requests that no client sends: every field of every message of every type that it is not."""
    web, at = requests.Session(), f"{uri}/api/3.0/mlflow/"
    made = web.post(at + "datasets/create", json={"name": "bare"}).json()["dataset"]["dataset_id"]
    scored = {"experiment_id": "0", "name": "bare", "serialized_scorer": "{}"}
    web.post(at + "scorers/register", json=scored)
    send = lambda name, method, path, **parts: transcript.current.__setitem__(f"{method} {path}: {name}", transcript.plain(verdict(web.request(method, at + path.replace("ID", made), timeout=60, **parts))))
    routes = [
        ["POST", "datasets/create", {"name": "string", "experiment_ids": "list", "tags": "string"}, {"name": "x"}],
        ["POST", "datasets/search", {"experiment_ids": "list", "filter_string": "string", "max_results": "number", "order_by": "list", "page_token": "string"}, {"max_results": 1}],
        ["GET", "datasets/search", {"max_results": "number"}, {}],
        ["GET", "datasets/ID", {}, {}],
        ["PATCH", "datasets/ID/tags", {"tags": "string"}, {"tags": "{}"}],
        ["POST", "datasets/ID/records", {"records": "string"}, {"records": "[]"}],
        ["GET", "datasets/ID/records", {"max_results": "number"}, {}],
        ["DELETE", "datasets/ID/records", {"dataset_record_ids": "list"}, {}],
        ["GET", "datasets/ID/experiment-ids", {}, {}],
        ["POST", "datasets/ID/add-experiments", {"experiment_ids": "list"}, {}],
        ["POST", "datasets/ID/remove-experiments", {"experiment_ids": "list"}, {}],
        ["POST", "scorers/register", {"experiment_id": "string", "name": "string", "serialized_scorer": "string"}, scored],
        ["GET", "scorers/list", {"experiment_id": "string"}, {}],
        ["GET", "scorers/versions", {"experiment_id": "string", "name": "string"}, {"experiment_id": "0", "name": "bare"}],
        ["GET", "scorers/get", {"experiment_id": "string", "name": "string", "version": "number"}, {"experiment_id": "0", "name": "bare"}],
        ["GET", "scorers/online-configs", {}, {"scorer_ids": "x"}],
        ["DELETE", "scorers/delete", {"experiment_id": "string", "name": "string", "version": "number"}, {"experiment_id": "0", "name": "no"}],
    ]
    for method, path, fields, base in routes:
        parts = lambda message: {"params": message} if method == "GET" else {"json": message}
        send("as it should be", method, path, **parts(base))
        send("nothing", method, path, **parts({}))
        for field, kind in fields.items():
            send(f"without {field}", method, path, **parts({key: value for key, value in base.items() if key != field}))
            for wrong in [w for w in WRONG[kind] if method != "GET" or isinstance(w, str)]:
                send(f"{field} = {wrong!r}", method, path, **parts(base | {field: wrong}))
    for text in ["x", "5", "{}", "[5]", '[{"inputs": null}]', '[{"inputs": [1]}]', '[{"inputs": {}, "tags": [1]}]', '[{"inputs": {"a": 1}, "source": {"source_type": "zz"}}]', '[{"inputs": {"a": 1}, "source": {}}]', "[{}]", "[NaN]"]:
        send(f"records {text}", "POST", "datasets/ID/records", json={"records": text})
    for text in ["x", "[]", "5", '{"model": 1}', '{"a": {"call_source": "x"}}', '{"instructions_judge_pydantic_data": {"model": 5}}', '{"builtin_scorer_pydantic_data": {"model": ""}}', '{"instructions_judge_pydantic_data": {"model": "gateway:/x"}}', '{"third_party_scorer_data": {"kwargs": {"api_base": "x"}}}', '{"third_party_scorer_data": {"kwargs": [1]}}']:
        send(f"scorer {text}", "POST", "scorers/register", json=scored | {"serialized_scorer": text})
    for config in [{}, {"name": "bare"}, {"sample_rate": 0.5}, {"sample_rate": 2}, {"sample_rate": 0, "filter_string": "foo"}, {"sample_rate": 0, "name": "no"}]:
        send(f"{config}", "PUT", "scorers/online-config", json={"experiment_id": "0", "name": "bare"} | config)


def verdict(answer):
    try:
        body = answer.json()
    except ValueError:
        return {"status": answer.status_code, "text": answer.headers.get("content-type", "").split(";")[0]}
    if answer.status_code == 200:
        return {"status": 200, "fields": sorted(body)}
    return {"status": answer.status_code, "code": body.get("error_code"), "message": body.get("message")}


for name, section in {"evaluation datasets": made, "records": merged, "searches": searched, "scorers": scored, "bare requests": bare}.items():
    transcript.section(name)
    started = time.monotonic()
    section()
    print(f"{name}: {time.monotonic() - started:.1f} s", file=sys.stderr)
json.dump(transcript.sections, printed, allow_nan=False)
printed.close()
