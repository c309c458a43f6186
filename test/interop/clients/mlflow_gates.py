"""An alias that is protected, as the unmodified mlflow client meets it. Prints what was answered as JSON."""

import json
import sys
import tempfile
from pathlib import Path

import requests
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

url = sys.argv[1]
client = MlflowClient(url)


def gyre(method, path, **fields):
    answer = requests.request(method, f"{url}/api/2.0/gyre/{path}", json=fields, timeout=60)
    answer.raise_for_status()
    return answer.json()


def log(run_id, words):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.txt")
        path.write_text(words)
        client.log_artifact(run_id, str(path), "model")


def version(auc):
    run = client.create_run("0")
    client.log_metric(run.info.run_id, "auc", auc)
    log(run.info.run_id, f"model with {auc}")
    source = f"{run.info.artifact_uri}/model"
    return client.create_model_version("churn", source, run.info.run_id).version, run.info.run_id


def move(number):
    try:
        client.set_registered_model_alias("churn", "champion", number)
    except MlflowException as error:
        return [error.error_code, str(error)]
    return client.get_model_version_by_alias("churn", "champion").version


client.create_registered_model("churn")
first, _ = version(0.6)
bad, _ = version(0.7)
good, good_run = version(0.9)
told = {"free": move(first)}
gyre("POST", "protected-aliases", model="churn", alias="champion", gates=["auc >= 0.8"], approvals=1)
told["failed gate"] = move(bad)
told["where it is already"] = move(first)
told["not approved"] = move(good)
gyre("POST", "approvals", name="churn", version=good, alias="champion", comment="looked at it")
log(good_run, "other bytes")
told["other bytes"] = move(good)
log(good_run, "model with 0.9")
told["approved"] = move(good)
told["noted"] = [entry["outcome"] for entry in gyre("GET", "audit?what=setRegisteredModelAlias")["entries"]]
print(json.dumps({"gates": told}))
