"""Logs models of several kinds to a tracking server, and prints what each says of the same rows. Usage: mlflow_deploy.py ADDRESS"""

import json
import logging
import sys
import tempfile
import warnings

import lightgbm
import mlflow
import numpy as np
import onnx
import xgboost
from onnxmltools import convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import to_onnx
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# The client says where its runs are on stdout, which is for the answer.
answer, sys.stdout = sys.stdout, sys.stderr
warnings.simplefilter("ignore")
logging.getLogger("mlflow").setLevel(logging.ERROR)
mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()
frame, target = load_iris(as_frame=True, return_X_y=True)
rows = frame.to_numpy()
asked = rows[::7]
said = {}
# Given, so that the client does not look for them in a process of its own for each model.
NEEDS = {"pip_requirements": ["mlflow"]}


def linear(strength):
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength)).fit(rows, target)


mlflow.set_experiment("deploy")
# Two versions of one name, in double precision, with an example; the second is what traffic is switched to.
for strength in (1.0, 0.05):
    with mlflow.start_run() as run:
        mlflow.log_input(mlflow.data.from_pandas(frame, name="iris"), context="training")
        mlflow.log_param("C", strength)
        model = linear(strength)
        mlflow.log_metric("accuracy", model.score(rows, target))
        mlflow.onnx.log_model(to_onnx(model, rows[:1]), name="onnx", registered_model_name="iris", input_example=rows[:3], **NEEDS)
        said[f"iris/{strength}"] = model.predict_proba(asked).tolist()
client.set_registered_model_alias("iris", "champion", 1)
# scikit-learn's own file under the name, and the ONNX file in the same run.
with mlflow.start_run():
    model = linear(0.5)
    mlflow.sklearn.log_model(model, name="model", registered_model_name="both", input_example=frame[:3], **NEEDS)
    mlflow.onnx.log_model(to_onnx(model, rows[:1], options={"zipmap": False}), name="onnx", **NEEDS)
    said["both"] = model.predict_proba(asked).tolist()
# Large enough that ONNX writes the weights into a file of their own.
with mlflow.start_run():
    model = make_pipeline(StandardScaler(), MLPClassifier((120, 40), max_iter=40, random_state=0)).fit(rows, target)
    mlflow.onnx.log_model(to_onnx(model, rows[:1]), name="onnx", registered_model_name="net", **NEEDS)
    said["net"] = model.predict_proba(asked).tolist()
# Kept, and served by nobody until converted.
with mlflow.start_run():
    model = linear(2.0)
    mlflow.sklearn.log_model(model, name="model", registered_model_name="raw-sklearn", input_example=rows[:3], **NEEDS)
    said["raw-sklearn"] = model.predict_proba(asked).tolist()
# Columns by name, and trees, which are converted in single precision only.
with mlflow.start_run():
    scaled = make_column_transformer((StandardScaler(), list(frame.columns[:2])), remainder="passthrough")
    model = make_pipeline(scaled, GradientBoostingClassifier(n_estimators=5, random_state=0)).fit(frame, target)
    kept = {"input_example": frame[:3], "serialization_format": "cloudpickle"}
    mlflow.sklearn.log_model(model, name="model", registered_model_name="raw-pipeline", **kept, **NEEDS)
    said["raw-pipeline"] = model.predict_proba(frame[::7]).tolist()
with mlflow.start_run():
    model = lightgbm.LGBMClassifier(n_estimators=10, verbose=-1).fit(rows, target)
    mlflow.lightgbm.log_model(model, name="model", registered_model_name="raw-lightgbm", **NEEDS)
    said["raw-lightgbm"] = model.predict_proba(asked).tolist()
# Trained on columns with gaps: as it is, of two kinds, and with its ONNX file among the run's artifacts.
gappy = frame.mask(np.random.default_rng(0).random(frame.shape) < 0.2)
gaps = gappy[::7]
sizes = {"n_estimators": 10, "max_depth": 3}
model = xgboost.XGBClassifier(**sizes).fit(gappy, target)
ranker = xgboost.XGBRanker(**sizes).fit(gappy, target, qid=np.zeros(len(gappy), int))
booster = xgboost.train({"objective": "multi:softprob", "num_class": 3}, xgboost.DMatrix(gappy, target), 10)
for name, one in (("raw-xgboost", model), ("raw-ranker", ranker), ("raw-booster", booster), ("both-xgboost", model)):
    with mlflow.start_run():
        example = {"input_example": gappy[:3]} if name == "both-xgboost" else {}
        mlflow.xgboost.log_model(one, name="model", registered_model_name=name, **example, **NEEDS)
        if name == "both-xgboost":
            model.get_booster().feature_names = None  # the converter wants them numbered
            numbered = convert_xgboost(model, initial_types=[("input", FloatTensorType([None, 4]))])
            with tempfile.TemporaryDirectory() as folder:
                onnx.save(numbered, f"{folder}/iris.onnx")
                mlflow.log_artifact(f"{folder}/iris.onnx", "export")
said["raw-xgboost"] = said["both-xgboost"] = model.predict_proba(gaps.to_numpy()).tolist()
said["raw-ranker"] = ranker.predict(gaps).reshape(-1, 1).tolist()
said["raw-booster"] = booster.predict(xgboost.DMatrix(gaps)).tolist()
# The converter takes it for another kind of model.
with mlflow.start_run():
    model = xgboost.XGBRegressor(objective="reg:logistic", **sizes).fit(rows, target / 2)
    mlflow.xgboost.log_model(model, name="model", registered_model_name="raw-logistic", **NEEDS)
holes = [[None if cell != cell else cell for cell in row] for row in gaps.to_numpy().tolist()]
print(json.dumps({"rows": asked.tolist(), "gaps": holes, "columns": list(frame.columns), "said": said}), file=answer)
