"""Logged models: made, finalised, tagged, searched, deleted; what is refused."""
import mlflow
from mlflow.entities import Dataset, DatasetInput, LoggedModelStatus


def logged_models(step, client, folder):
    experiment = mlflow.set_experiment("logged models").experiment_id
    run = client.create_run(experiment, run_name="source", start_time=1).info.run_id
    create = lambda **parts: client.create_logged_model(experiment, **parts)
    first = step("create", lambda: create(name="one", source_run_id=run, params={"p": "1", "q": "x" * 400}, tags={"k": "v"}, model_type="tree")).model_id
    nameless = step("create without a name", lambda: create()).model_id
    client.delete_logged_model(nameless)
    for bad in ["a/b", "a:b", "a.b", "a%b", 'a"b', "a'b", "n" * 600]:
        step(f"create as {bad[:10]!r}", lambda: create(name=bad))
    step("create in no experiment", lambda: client.create_logged_model("987654", name="x"))
    step("a tag of an unknown one", lambda: client.set_logged_model_tags("m-" + "f" * 32, {"a": "b"}))
    step("finalise", lambda: client.finalize_logged_model(first, LoggedModelStatus.READY))
    step("finalise as failed", lambda: client.finalize_logged_model(first, "FAILED"))
    step("finalise as pending", lambda: client.finalize_logged_model(first, LoggedModelStatus.PENDING))
    step("finalise again", lambda: client.finalize_logged_model(first, "READY"))
    step("tags", lambda: client.set_logged_model_tags(first, {"k": "w", "other": "1"}))
    step("delete a tag", lambda: client.delete_logged_model_tag(first, "other"))
    step("delete a tag again", lambda: client.delete_logged_model_tag(first, "other"))
    step("more params", lambda: client.log_model_params(first, {"r": "2"}))
    step("a param again", lambda: client.log_model_params(first, {"r": "3"}))
    step("get", lambda: client.get_logged_model(first))
    step("get an unknown one", lambda: client.get_logged_model("m-" + "f" * 32))
    searched(step, client, experiment, run)
    step("list its files", lambda: client.list_logged_model_artifacts(first))
    step("delete", lambda: client.delete_logged_model(first))
    step("get after deletion", lambda: client.get_logged_model(first))
    step("delete again", lambda: client.delete_logged_model(first))
    step("delete an unknown one", lambda: client.delete_logged_model("m-" + "f" * 32))
    step("those left", lambda: sorted(model.name for model in client.search_logged_models([experiment], "name LIKE 'l%' OR name = 'one'")))


def searched(step, client, experiment, run):
    client.log_inputs(run, [DatasetInput(Dataset("d", "x", "local", "{}"), [])])
    for number in range(12):
        model = client.create_logged_model(experiment, name=f"l{number:02}", params={"depth": str(number % 3)}, tags={"team": "red" if number % 2 else "blue"})
        client.log_metric(run, "acc", number / 12, timestamp=1, step=number, model_id=model.model_id, dataset_name="d" if number % 2 else None, dataset_digest="x" if number % 2 else None)
        if number % 3 == 0:
            client.finalize_logged_model(model.model_id, "READY")
    by_name = [{"field_name": "name", "ascending": True}]
    names = lambda condition="", order=by_name, **more: [m.name for m in client.search_logged_models([experiment], condition, order_by=order, **more)]
    conditions = ["", "name LIKE 'l0%'", "status = 'READY'", "params.depth = '1'", "tags.team != 'red'", "metrics.acc > 0.5", "name IN ('l01','l02')", "name NOT IN ('l01')", "creation_timestamp > 0", f"source_run_id = '{run}'", "model_type = 'tree'", "metrics.acc >= 0.25 AND tags.team = 'red'"]
    for condition in conditions:
        step(f"filter {condition.replace(run, 'run')}", lambda: names(condition))
    for condition in ["nonsense", "name > 'a'", "metrics.acc LIKE 'x'", "metrics.acc = 'x'", "colour = 'red'", "tags.team IS NULL"]:
        step(f"bad filter {condition}", lambda: names(condition))
    step("by a metric", lambda: names("name LIKE 'l%'", [{"field_name": "metrics.acc", "ascending": False}]))
    step("by a metric of a dataset", lambda: names("name LIKE 'l%'", [{"field_name": "metrics.acc", "dataset_name": "d", "dataset_digest": "x"}, *by_name]))
    step("for a dataset", lambda: names("metrics.acc > 0.3", datasets=[{"dataset_name": "d"}]))
    step("for a dataset with its digest", lambda: names("metrics.acc > 0.3", datasets=[{"dataset_name": "d", "dataset_digest": "x"}]))
    step("for a dataset and no condition", lambda: names("", datasets=[{"dataset_name": "d", "dataset_digest": "x"}]))
    step("by a bad field", lambda: names("", [{"field_name": "colour"}]))
    step("by a bad order", lambda: names("", [{"name": "name"}]))
    page = client.search_logged_models([experiment], order_by=by_name, max_results=5)
    step("a page", lambda: [[m.name for m in page], bool(page.token)])
    step("the next page", lambda: names(max_results=5, page_token=page.token))
    step("the token for another search", lambda: names("name LIKE 'l%'", max_results=5, page_token=page.token))
    step("a bad token", lambda: names(page_token="no token"))
    step("too many", lambda: names(max_results=100_000))
    step("a data frame", lambda: mlflow.search_logged_models([experiment], "name LIKE 'l0%'", order_by=by_name).drop(columns=["mlflow_metrics"], errors="ignore"))
    step("in no experiment", lambda: client.search_logged_models([]))
