"""Models of scikit-learn, LightGBM and ONNX: autologged, logged, registered, loaded by every address, evaluated."""
import json, os
import lightgbm, mlflow, numpy, onnx, onnxruntime, pandas
from mlflow.models import infer_signature
from onnx import TensorProto, helper
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

RANDOM = numpy.random.default_rng(1)
ROWS = pandas.DataFrame(RANDOM.normal(size=(80, 3)), columns=["a", "b", "c"])
LABELS = (ROWS["a"] + ROWS["b"] > 0).astype(int)
REQUIREMENTS = ["scikit-learn"]


def files(client, run_id, path=""):
    found = []
    for file in client.list_artifacts(run_id, path):
        found += files(client, run_id, file.path) if file.is_dir else [file.path]
    return found


def autolog(step, client, folder):
    mlflow.set_experiment("autolog")
    mlflow.sklearn.autolog(silent=True)
    with mlflow.start_run(run_name="scikit-learn") as sklearn_run:
        model = make_pipeline(StandardScaler(), LogisticRegression()).fit(ROWS, LABELS)
        step("a score", lambda: model.score(ROWS, LABELS))
    with mlflow.start_run(run_name="grid") as grid_run:
        GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2).fit(ROWS, LABELS)
    mlflow.sklearn.autolog(disable=True)
    mlflow.lightgbm.autolog(silent=True)
    with mlflow.start_run(run_name="LightGBM") as lightgbm_run:
        data = lightgbm.Dataset(ROWS, LABELS, free_raw_data=False)
        settings = {"objective": "binary", "num_leaves": 4, "verbose": -1, "seed": 1, "num_threads": 1, "deterministic": True}
        lightgbm.train(settings, data, num_boost_round=5, valid_sets=[data], valid_names=["train"])
    mlflow.lightgbm.autolog(disable=True)
    for name, run in {"scikit-learn": sklearn_run, "grid": grid_run, "LightGBM": lightgbm_run}.items():
        described(step, client, name, run.info.run_id)
    children = f"tags.mlflow.parentRunId = '{grid_run.info.run_id}'"
    found = lambda: client.search_runs([grid_run.info.experiment_id], children, order_by=["params.C"])
    step("the grid's runs", lambda: [[run.data.params["C"], run.data.metrics["mean_test_score"]] for run in found()])
    step("LightGBM's history", lambda: [[m.step, m.value] for m in client.get_metric_history(lightgbm_run.info.run_id, "train-binary_logloss")])


def described(step, client, name, run_id):
    run = client.get_run(run_id)
    step(f"{name}: params", lambda: run.data.params)
    step(f"{name}: metrics", lambda: {key: value for key, value in run.data.metrics.items() if "time" not in key})
    step(f"{name}: tags", lambda: {key: value for key, value in run.data.tags.items() if "history" not in key})
    step(f"{name}: data", lambda: [[each.dataset.name, each.dataset.digest, each.tags] for each in run.inputs.dataset_inputs])
    step(f"{name}: files", lambda: files(client, run_id))
    models = lambda: client.search_logged_models([run.info.experiment_id], f"source_run_id = '{run_id}'")
    step(f"{name}: models", lambda: [[m.name, m.status, m.model_type, m.params, len(m.metrics or [])] for m in models()])


def onnx_file():
    """y = 2a + 3b - c, in 64 bits."""
    weights = helper.make_tensor("w", TensorProto.DOUBLE, [3, 1], [2.0, 3.0, -1.0])
    shapes = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None, width]) for name, width in [("x", 3), ("y", 1)]]
    graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "line", shapes[:1], shapes[1:], [weights])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def models(step, client, folder):
    mlflow.set_experiment("models")
    line = LinearRegression().fit(ROWS, ROWS["a"] * 2)
    trees = lightgbm.LGBMClassifier(n_estimators=3, num_leaves=4, verbose=-1, n_jobs=1, random_state=1).fit(ROWS, LABELS)
    signature = infer_signature(ROWS, line.predict(ROWS))
    with mlflow.start_run(run_name="models") as run:
        own = {"pip_requirements": REQUIREMENTS, "signature": signature}
        first = step("log scikit-learn", lambda: shown(mlflow.sklearn.log_model(line, name="line", registered_model_name="line", input_example=ROWS[:2], **own)))
        second = step("log it again", lambda: shown(mlflow.sklearn.log_model(line, name="line", registered_model_name="line", metadata={"k": "v"}, tags={"t": "u"}, params={"p": 1}, **own)))
        step("log LightGBM", lambda: shown(mlflow.lightgbm.log_model(trees, name="trees", pip_requirements=REQUIREMENTS, registered_model_name="trees")))
        step("log ONNX", lambda: shown(mlflow.onnx.log_model(onnx_file(), name="onnx", pip_requirements=["onnxruntime"], registered_model_name="onnx")))
        step("log with the old argument", lambda: shown(mlflow.sklearn.log_model(line, artifact_path="old", pip_requirements=REQUIREMENTS)))
        step("log a function", lambda: shown(mlflow.pyfunc.log_model(name="function", python_model=doubled, pip_requirements=REQUIREMENTS)))
        step("log with a bad name", lambda: mlflow.sklearn.log_model(line, name="a/b", pip_requirements=REQUIREMENTS))
        step("a metric of a model", lambda: mlflow.log_metric("rmse", 0.25, step=2, model_id=second["model_id"]))
    step("the run's outputs", lambda: {output.model_id for output in client.get_run(run.info.run_id).outputs.model_outputs})
    step("the run's files", lambda: [[file.path, file.is_dir] for file in client.list_artifacts(run.info.run_id)])
    step("the model's files", lambda: [[file.path, file.is_dir] for file in client.list_artifacts(run.info.run_id, "line")])
    client.set_registered_model_alias("line", "champion", "2")
    client.set_registered_model_alias("line", "old-one", "1")
    loaded(step, client, run.info.run_id, second["model_id"])
    registered(step, client, run.info.run_id, first["model_id"])


def doubled(model_input: list[str]) -> list[str]:
    return [each * 2 for each in model_input]


def shown(info):
    names = ["artifact_path", "model_uri", "run_id", "model_id", "name", "registered_model_version", "params", "tags"]
    return {name: getattr(info, name, None) for name in names} | {"flavors": sorted(info.flavors), "signature": info.signature and info.signature.to_dict()}


def loaded(step, client, run_id, model_id):
    addresses = ["models:/line@champion", "models:/line@old-one", "models:/line/1", "models:/line/latest", f"models:/{model_id}", f"runs:/{run_id}/line", "models:/trees/1", "models:/onnx/1"]
    for address in addresses:
        step(f"load {address.replace(model_id, 'id').replace(run_id, 'run')}", lambda: numpy.asarray(predictions(mlflow.pyfunc.load_model(address))).round(9).tolist())
    step("load as scikit-learn", lambda: mlflow.sklearn.load_model("models:/line@champion").coef_.round(9))
    step("load as LightGBM", lambda: mlflow.lightgbm.load_model("models:/trees/latest").predict(ROWS)[:5])
    step("its files", lambda: sorted(os.listdir(mlflow.artifacts.download_artifacts("models:/line@champion", dst_path=os.path.join(os.getcwd(), "champion")))))
    step("its description", lambda: mlflow.models.get_model_info("models:/line@champion").signature.to_dict())
    for address in ["models:/line@nobody", "models:/line/9", "models:/nowhere/1", "models:/nowhere/latest", "models:/m-" + "f" * 32, "models:/line/x", "runs:/" + "f" * 32 + "/line", "models:/line/Production"]:
        step(f"load {address[:24]}, in vain", lambda: mlflow.pyfunc.load_model(address))


def predictions(model):
    flavours = model.metadata.flavors
    if "onnx" not in flavours:
        return model.predict(ROWS[:4])
    path = os.path.join(mlflow.artifacts.download_artifacts(f"models:/{model.metadata.model_id}"), flavours["onnx"]["data"])
    return onnxruntime.InferenceSession(path).run(None, {"x": ROWS[:4].to_numpy()})[0]


def registered(step, client, run_id, model_id):
    step("the logged model", lambda: client.get_logged_model(model_id))
    step("the registered model", lambda: client.get_registered_model("line"))
    step("its version", lambda: client.get_model_version("line", "2"))
    step("register the run's", lambda: mlflow.register_model(f"runs:/{run_id}/line", "by run", tags={"k": "v"}))
    step("register the model's", lambda: mlflow.register_model(f"models:/{model_id}", "by model"))
    step("register again", lambda: mlflow.register_model(f"models:/{model_id}", "by model").version)
    step("register what is not there", lambda: mlflow.register_model(f"runs:/{run_id}/nothing", "by run"))
    step("the address of its files", lambda: [client.get_model_version_download_uri("line", "1"), client.get_model_version_download_uri("by run", "1")])


def evaluation(step, client, folder):
    mlflow.set_experiment("evaluation")
    classifier = LogisticRegression().fit(ROWS, LABELS)
    with mlflow.start_run(run_name="evaluation") as run:
        info = mlflow.sklearn.log_model(classifier, name="classifier", pip_requirements=REQUIREMENTS, input_example=ROWS[:2])
        table = ROWS.assign(label=LABELS)
        evaluate = lambda: mlflow.models.evaluate(info.model_uri, table, targets="label", model_type="classifier", evaluator_config={"log_explainer": False})
        result = step("a classifier's metrics", lambda: evaluate().metrics)
    step("metrics were logged", lambda: sorted(client.get_run(run.info.run_id).data.metrics) == sorted(result))
    step("what was logged", lambda: [[file.path, file.is_dir] for file in client.list_artifacts(run.info.run_id)])
    step("data", lambda: [each.dataset.digest for each in client.get_run(run.info.run_id).inputs.dataset_inputs])
    step("metrics of the model", lambda: sorted([m.key, m.value, m.dataset_digest or ""] for m in client.get_logged_model(info.model_id).metrics))
    with mlflow.start_run(run_name="static") as static:
        made = pandas.DataFrame({"truth": [1.0, 2.0, 3.0], "said": [1.5, 2.0, 2.0]})
        step("predictions that are there", lambda: mlflow.models.evaluate(data=made, targets="truth", predictions="said", model_type="regressor").metrics)
    step("its metrics", lambda: client.get_run(static.info.run_id).data.metrics)
