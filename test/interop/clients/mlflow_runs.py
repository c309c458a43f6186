"""Runs: nested, resumed, deleted; params, metrics, tags, datasets; what is refused."""
import mlflow, numpy, pandas
from mlflow.entities import Metric, Param, RunTag, ViewType


def runs(step, client, folder):
    mlflow.set_experiment("runs")
    with mlflow.start_run(run_name="parent", description="of others", tags={"team": "red"}) as parent:
        mlflow.log_params({"rate": 0.1, "depth": 3, "empty": "", "none": None, "flag": True})
        mlflow.log_metrics({"loss": 1.5, "gain": -2}, step=3)
        with mlflow.start_run(run_name="child", nested=True) as child:
            mlflow.log_param("own", "value")
            with mlflow.start_run(nested=True) as grandchild:
                mlflow.set_tags({"a": 1, "b": "two"})
    step("parent", lambda: client.get_run(parent.info.run_id))
    step("child", lambda: client.get_run(child.info.run_id))
    step("grandchild", lambda: client.get_run(grandchild.info.run_id))
    step("parent of the child", lambda: client.get_parent_run(child.info.run_id).info.run_name)
    step("parent of the parent", lambda: client.get_parent_run(parent.info.run_id))
    children = f"tags.mlflow.parentRunId = '{parent.info.run_id}'"
    step("children", lambda: [run.info.run_name for run in mlflow.search_runs(filter_string=children, output_format="list")])
    with mlflow.start_run(run_id=parent.info.run_id):
        mlflow.log_param("resumed", "yes")
        mlflow.log_metric("loss", 1.25, step=4)
        step("resumed", lambda: client.get_run(parent.info.run_id))
    step("ended again", lambda: client.get_run(parent.info.run_id).info.status)
    try:
        with mlflow.start_run(run_name="fails") as failed:
            raise RuntimeError("the user's")
    except RuntimeError:
        step("a run that fails", lambda: client.get_run(failed.info.run_id).info.status)
    lifecycle(step, client, parent.info.run_id, child.info.run_id)


def lifecycle(step, client, first, second):
    step("kill", lambda: client.set_terminated(first, "KILLED"))
    step("killed", lambda: client.get_run(first).info)
    step("update", lambda: client.update_run(first, "RUNNING", "renamed"))
    step("updated", lambda: (client.get_run(first).info, client.get_run(first).data.tags["mlflow.runName"]))
    step("rename by tag", lambda: client.set_tag(first, "mlflow.runName", "by tag"))
    step("renamed by tag", lambda: client.get_run(first).info.run_name)
    step("delete a tag", lambda: client.delete_tag(first, "team"))
    step("delete a tag again", lambda: client.delete_tag(first, "team"))
    step("delete", lambda: client.delete_run(second))
    step("deleted", lambda: client.get_run(second).info)
    step("a param for a deleted one", lambda: client.log_param(second, "p", "1"))
    step("a metric for a deleted one", lambda: client.log_metric(second, "m", 1))
    step("a tag for a deleted one", lambda: client.set_tag(second, "t", "1"))
    step("a batch for a deleted one", lambda: client.log_batch(second, tags=[RunTag("t", "1")]))
    step("an end for a deleted one", lambda: client.set_terminated(second))
    step("resume a deleted one", lambda: mlflow.start_run(run_id=second))
    step("delete again", lambda: client.delete_run(second))
    experiment = client.get_run(first).info.experiment_id
    found = lambda view: [run.info.run_name for run in client.search_runs([experiment], f"tags.mlflow.parentRunId = '{first}'", view)]
    step("deleted ones", lambda: found(ViewType.DELETED_ONLY))
    step("all", lambda: found(ViewType.ALL))
    step("restore", lambda: client.restore_run(second))
    step("restore again", lambda: client.restore_run(second))
    step("restored", lambda: client.get_run(second).info.lifecycle_stage)


def metrics(step, client, folder):
    mlflow.set_experiment("metrics")
    run = client.create_run(mlflow.get_experiment_by_name("metrics").experiment_id, run_name="metrics", start_time=1000).info.run_id
    log = lambda key, value, at, number: client.log_metric(run, key, value, at, number)
    for at, value, number in [(10, 1.0, 0), (11, float("nan"), 1), (12, float("inf"), 2), (13, float("-inf"), 3), (9, 0.5, -5)]:
        step(f"log {value} at step {number}", lambda: log("odd", value, at, number))
    step("history", lambda: client.get_metric_history(run, "odd"))
    step("latest", lambda: client.get_run(run).data.metrics)
    for value, at, number in [(1.0, 5, 1), (3.0, 5, 1), (2.0, 5, 1), (9.0, 4, 1), (7.0, 9, 0)]:
        log("ties", value, at, number)
    step("latest of ties", lambda: client.get_run(run).data.metrics["ties"])
    step("history of ties", lambda: client.get_metric_history(run, "ties"))
    log("ties", 1.0, 5, 1)
    step("the same again", lambda: len(client.get_metric_history(run, "ties")))
    step("a very large and a very small one", lambda: [log("range", 1.7e308, 1, 0), log("range", 5e-324, 2, 1)])
    step("their history", lambda: client.get_metric_history(run, "range"))
    step("a numpy one", lambda: log("numpy", numpy.float32(0.1), 1, 0))
    step("its history", lambda: client.get_metric_history(run, "numpy"))
    step("a step of 2^60", lambda: log("far", 1, 1, 2**60))
    step("its history, exactly", lambda: [metric.step for metric in client.get_metric_history(run, "far")])
    step("history of an unknown one", lambda: client.get_metric_history(run, "unknown"))
    with mlflow.start_run(run_name="many") as many:
        for start in range(0, 10_000, 1000):
            batch = [Metric(f"m{i % 4}", i / 7, 1_000 + i, i) for i in range(start, start + 1000)]
            client.log_batch(many.info.run_id, metrics=batch)
        client.log_batch(many.info.run_id, metrics=batch)
    step("10,000: latest", lambda: client.get_run(many.info.run_id).data.metrics)
    histories = lambda: [[(m.step, m.value, m.timestamp) for m in client.get_metric_history(many.info.run_id, f"m{k}")] for k in range(4)]
    step("10,000: all of them", lambda: [(len(each), each[:2], each[-2:], sum(value for _, value, _ in each)) for each in histories()])
    with mlflow.start_run(run_name="later"):
        step("asynchronously", lambda: [mlflow.log_metric("async", i, step=i, synchronous=False) for i in range(50)][-1].wait())
    step("asynchronously logged", lambda: [m.value for m in client.get_metric_history(mlflow.last_active_run().info.run_id, "async")])


def odd_values(step, client, folder):
    mlflow.set_experiment("odd values")
    run = client.create_run(mlflow.get_experiment_by_name("odd values").experiment_id, run_name="Žluťoučký 🐎", start_time=1).info.run_id
    texts = {"quotes": "a'b\"c`d", "sql": "'; DROP TABLE runs; --", "lines": "a\nb\tc\\", "horse": "🐎" * 10, "null": "a\x00b", "html": "<b>&amp;", "blank": " ", "surrogates": "\U0001f40e"}
    for name, text in texts.items():
        step(f"a param with {name}", lambda: client.log_param(run, name, text))
        step(f"a tag with {name}", lambda: client.set_tag(run, name, text))
    for name in ["a/b", "a b", "a.b", "a-b", "a:b", "ž", "漢字", "_"]:
        step(f"a param named {name}", lambda: client.log_param(run, name, "1"))
        step(f"a metric named {name}", lambda: client.log_metric(run, name, 1, 1))
    for name in ["", "a//b", "/a", "a/", "../a", "./a", "a/../b", "a#b", "a?b", "a'b", "a\nb", ".", "🐎", "k" * 251]:
        step(f"a param named {name[:20]!r}", lambda: client.log_param(run, name, "1"))
        step(f"a metric named {name[:20]!r}", lambda: client.log_metric(run, name, 1, 1))
        step(f"a tag named {name[:20]!r}", lambda: client.set_tag(run, name, "1"))
    for length in [6000, 6001, 8000, 8001]:
        step(f"a param of {length}", lambda: client.log_param(run, f"p{length}", "x" * length))
        step(f"a tag of {length}", lambda: client.set_tag(run, f"t{length}", "x" * length))
    step("a key of 250", lambda: client.log_param(run, "k" * 250, "1"))
    step("all of it", lambda: client.get_run(run))
    step("lengths", lambda: {key: len(value) for key, value in client.get_run(run).data.params.items()})
    step("a param of any type", lambda: [client.log_param(run, f"any{i}", value) for i, value in enumerate([None, 1.5, [1, "a"], {"a": 1}, True])])
    step("a param that is logged again", lambda: client.log_param(run, "any1", 1.5))
    step("a param that changes", lambda: client.log_param(run, "any1", 2.5))
    step("a run's name too long", lambda: client.update_run(run, name="n" * 300))


def datasets(step, client, folder):
    mlflow.set_experiment("datasets")
    frame = pandas.DataFrame({"x": [1.0, 2.0, 3.5], "y": ["a", "b", None], "z": [1, 2, 3]})
    with mlflow.start_run(run_name="datasets") as run:
        first = mlflow.data.from_pandas(frame, source="https://example.com/frame.csv", name="frame", targets="z")
        second = mlflow.data.from_numpy(numpy.arange(12.0).reshape(4, 3), name="array")
        step("log an input", lambda: mlflow.log_input(first, context="training", tags={"k": "v"}))
        step("log another", lambda: mlflow.log_input(second, context="validation"))
        step("log one again", lambda: mlflow.log_input(first, context="testing"))
        step("several at once", lambda: mlflow.log_inputs([first, second], ["a", "b"], [None, {"t": "u"}]))
        mlflow.log_metric("score", 0.5, dataset=first)
    step("inputs", lambda: sorted_inputs(client.get_run(run.info.run_id)))
    with mlflow.start_run(run_name="the same data") as other:
        mlflow.log_input(first, context="training")
    step("inputs of the other", lambda: sorted_inputs(client.get_run(other.info.run_id)))
    step("loaded again", lambda: mlflow.data.get_source(client.get_run(other.info.run_id).inputs.dataset_inputs[0].dataset).to_dict())
    names = lambda condition: [run.info.run_name for run in mlflow.search_runs(filter_string=condition, output_format="list", order_by=["run_name"])]
    for condition in ["dataset.name = 'frame'", "dataset.name LIKE 'arr%'", "dataset.context = 'training'", "dataset.context IN ('b','c')", "dataset.digest = 'x'"]:
        step(f"runs with {condition}", lambda: names(condition))


def sorted_inputs(run):
    return sorted([[each.dataset, sorted(each.tags, key=lambda tag: tag.key)] for each in run.inputs.dataset_inputs], key=lambda pair: pair[0].name)


def errors(step, client, folder):
    mlflow.set_experiment("errors")
    experiment = mlflow.get_experiment_by_name("errors").experiment_id
    run = client.create_run(experiment, run_name="errors", start_time=1).info.run_id
    step("an unknown run", lambda: client.get_run("f" * 32))
    step("a run without an id", lambda: client.get_run(""))
    step("a run in no experiment", lambda: client.create_run("987654"))
    step("a run in an experiment that is no number", lambda: client.create_run("nonsense"))
    step("two names", lambda: client.create_run(experiment, run_name="a", tags={"mlflow.runName": "b"}))
    step("a name by tag", lambda: client.create_run(experiment, tags={"mlflow.runName": "b"}, start_time=5))
    step("a status that is none", lambda: client.set_terminated(run, "NO_STATUS"))
    for call in [lambda id: client.log_metric(id, "m", 1), lambda id: client.log_param(id, "p", 1), lambda id: client.set_tag(id, "t", 1)]:
        step(f"something for an unknown run, {call.__code__.co_names[0]}", lambda: call("e" * 32))
    step("delete an unknown run", lambda: client.delete_run("e" * 32))
    step("restore an unknown run", lambda: client.restore_run("e" * 32))
    step("a metric that is a text", lambda: client.log_metric(run, "m", "text"))
    step("a metric with a negative time", lambda: client.log_metric(run, "m", 1, -1))
    step("a metric with a step that is a text", lambda: client.log_metric(run, "m", 1, 1, "text"))
    batch = lambda **parts: (lambda: client.log_batch(run, **parts))
    step("a batch of 1001 metrics", lambda: client._tracking_client.store.log_batch(run, [Metric("m", i, i, i) for i in range(1001)], [], []))
    step("a batch of 101 params", lambda: client._tracking_client.store.log_batch(run, [], [Param(f"p{i}", "1") for i in range(101)], []))
    step("a batch of 101 tags", lambda: client._tracking_client.store.log_batch(run, [], [], [RunTag(f"p{i}", "1") for i in range(101)]))
    step("a batch with a key twice", batch(params=[Param("twice", "1"), Param("twice", "2")]))
    step("a batch with a tag twice", batch(tags=[RunTag("twice", "1"), RunTag("twice", "2")]))
    step("a batch with a bad key", batch(params=[Param("fine", "1"), Param("a\tb", "2")]))
    step("a batch with a param", batch(params=[Param("set", "1")]))
    step("a batch that changes it", batch(params=[Param("set", "2"), Param("new", "2")], tags=[RunTag("never", "1")]))
    step("a batch with bad metrics", batch(metrics=[Metric("m", 1, 1, 1), Metric("m", 1, -1, 1)], params=[Param("half", "1")]))
    step("an empty batch", batch())
    step("what is left", lambda: client.get_run(run).data)
    step("a run for an unknown model's metric", lambda: client.log_metric(run, "m", 1, 1, 1, model_id="m-" + "f" * 32))
