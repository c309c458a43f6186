"""Every message of tier 1 with every field missing, and of every type that it is not."""
import itertools, re

V2 = "/api/2.0/mlflow"
WRONG = {
    "string": [555555, 1.5, True, None, [], ["a"], {}, {"a": 1}],
    "int64": ["x", "7", 1.5, 2.0, True, None, [], {}, 2**63, -(2**40), ""],
    "int32": ["x", "7", 1.5, 2.0, True, None, [], {}, 2**31, "", -1],
    "double": ["x", "1.5", "NaN", "-Infinity", "inf", True, None, [], {}, ""],
    "bool": ["x", "true", 1, 0, None, [], {}],
    "enum": ["NO_SUCH", "", 99, 1, None, [], True],
    "[]": ["x", 5, True, None, {}, {"a": 1}, [5], [None], [[]], ["x"], [{}]],
    "message": ["x", 5, True, None, [], {}],
}
# Fields of the messages inside others.
PARTS = {
    "Metric": {"key": ["string", "m"], "value": ["double", 1.5], "timestamp": ["int64", 1], "step": ["int64", 0], "model_id": ["string", None]},
    "Param": {"key": ["string", "p"], "value": ["string", "v"]},
    "RunTag": {"key": ["string", "t"], "value": ["string", "v"]},
    "DatasetInput": {"tags": ["[]", [{"key": "mlflow.data.context", "value": "train"}]], "dataset": ["message", {"name": "d", "digest": "x", "source_type": "s", "source": "{}"}]},
    "ModelInput": {"model_id": ["string", None]},
    "ModelOutput": {"model_id": ["string", None], "step": ["int64", 0]},
    "OrderBy": {"field_name": ["string", "name"], "ascending": ["bool", True], "dataset_name": ["string", None]},
    "Dataset": {"dataset_name": ["string", "d"], "dataset_digest": ["string", "x"]},
}
PARTS |= {name: PARTS["RunTag"] for name in ["ExperimentTag", "LoggedModelParameter", "LoggedModelTag", "RegisteredModelTag", "ModelVersionTag"]}
TIER = re.compile(r"^/mlflow/(experiments/(?!search-datasets)|runs/|metrics/get-history$|artifacts/list$|logged-models|registered-models/|model-versions/)")
numbers = itertools.count()


def messages(ask, call, endpoints):
    """endpoints: every RPC with its paths and fields."""
    routes = [(method, path, rpc["req"]) for rpc in endpoints for method, path, version in rpc["eps"] if TIER.match(path) and version == "2.0"]
    # What deletes comes last, so that there is something to ask about before.
    for method, path, fields in sorted(routes, key=lambda route: ("delete" in route[1] or route[0] == "DELETE", route[1], route[0])):
        fields = [re.match(r"(\w+)(\*?):(enum )?([\w.]+)(\[\])?", field).groups() for field in fields]
        route(ask, call, method, path, fields)


def route(ask, call, method, path, fields):
    things = made(call)
    base = {name: value for name, value in ((field[0], proper(path, field, things)) for field in fields) if value is not None}
    inside = re.findall(r"\{(\w+)\}", path)
    at = V2 + re.sub(r"\{(\w+)\}", lambda found: str(things[found[1]]), path.removeprefix("/mlflow"))
    name = lambda what: f"{method} {path}: {what}"
    send = lambda what, message: ask(name(what), method, at, **({"params": query(message)} if method == "GET" else {"json": message}))
    send("nothing", {})
    for field in fields:
        if field[0] in inside:
            continue
        send(f"without {field[0]}", {key: value for key, value in base.items() if key != field[0]})
        for wrong in wrongs(field, method):
            send(f"{field[0]} = {wrong!r}", base | {field[0]: wrong})
        part = PARTS.get(field[3].split(".")[-1]) if field[4] else None
        if part and method != "GET":
            whole = {key: things.get(key, value) if value is None else value for key, (_, value) in part.items()}
            for key, (kind, _) in part.items():
                send(f"{field[0]}[0] without {key}", base | {field[0]: [{other: value for other, value in whole.items() if other != key}]})
                for wrong in WRONG[kind]:
                    send(f"{field[0]}[0].{key} = {wrong!r}", base | {field[0]: [whole | {key: wrong}]})
    send("with what is not known", base | {"no_such_field": {"a": [1]}})
    send("as it should be", base)


def wrongs(field, method):
    _, _, enum, kind, many = field
    kind = "[]" if many else "enum" if enum else kind if kind in WRONG else "message"
    if method == "GET":
        return [wrong for wrong in WRONG[kind] if isinstance(wrong, (str, int, float)) and not isinstance(wrong, bool)]
    return WRONG[kind]


def query(message):
    """A list becomes a name several times; no text stands for a table."""
    return {key: str(value).lower() if isinstance(value, bool) else value for key, value in message.items() if not isinstance(value, dict)}


def made(call):
    """Things to ask about, new for each route, since routes change and delete."""
    number = next(numbers)
    experiment = call("POST", f"{V2}/experiments/create", {"name": f"e{number}"})["experiment_id"]
    run = call("POST", f"{V2}/runs/create", {"experiment_id": experiment, "start_time": 1, "run_name": "r"})["run"]["info"]["run_id"]
    call("POST", f"{V2}/runs/log-batch", {"run_id": run, "metrics": [{"key": "m", "value": 1, "timestamp": 1, "step": 0}], "params": [{"key": "p", "value": "v"}], "tags": [{"key": "t", "value": "v"}]})
    call("POST", f"{V2}/experiments/set-experiment-tag", {"experiment_id": experiment, "key": "t", "value": "v"})
    model = call("POST", f"{V2}/logged-models", {"experiment_id": experiment, "name": "lm", "source_run_id": run, "tags": [{"key": "t", "value": "v"}]})["model"]["info"]["model_id"]
    call("POST", f"{V2}/registered-models/create", {"name": f"rm{number}", "tags": [{"key": "t", "value": "v"}]})
    source = f"mlflow-artifacts:/{experiment}/{run}/artifacts/m"
    call("POST", f"{V2}/model-versions/create", {"name": f"rm{number}", "source": source, "run_id": run, "tags": [{"key": "t", "value": "v"}]})
    call("POST", f"{V2}/registered-models/alias", {"name": f"rm{number}", "alias": "a", "version": "1"})
    return {"number": number, "experiment_id": experiment, "run_id": run, "model_id": model, "registered": f"rm{number}", "source": source, "tag_key": "t"}


def proper(path, field, things):
    name, _, enum, kind, many = field
    if name == "name":
        return new_name(path, things)
    known = {
        "experiment_id": things["experiment_id"], "experiment_ids": [things["experiment_id"]], "run_id": things["run_id"], "source_run_id": things["run_id"],
        "model_id": things["model_id"] if "logged-models" in path else None, "source": things["source"], "key": "t" if "tag" in path else "k", "metric_key": "m", "alias": "a",
        "filter": f"name = '{things['registered']}'" if path.startswith(("/mlflow/registered", "/mlflow/model-versions")) else None,
        "version": "1", "stage": "Staging", "archive_existing_versions": False, "new_name": f"new{things['number']}", "experiment_name": f"e{things['number']}",
        "status": "LOGGED_MODEL_READY" if "logged-models" in path else "FINISHED", "max_results": 5, "timestamp": 1, "step": 0, "start_time": 1, "end_time": 2, "stages": ["None"],
        "model_json": '{"run_id": "x", "artifact_path": "m", "utc_time_created": "1", "flavors": {}}',
        "value": 1.5 if kind == "double" else "v", "description": "d", "run_name": "r", "user_id": "u",
    }
    return known.get(name)


def new_name(path, things):
    if path.endswith("/create") and "model-versions" not in path:
        return f"made{things['number']}"
    return "lm" if "logged-models" in path else things["registered"]
