"""What the unmodified mlflow client may do with which credentials: mlflow_credentials.py <address> <JSON: case → environment>.
Prints for each case and step whether it was done, or how it was refused."""
import json, logging, os, sys, warnings

uri, cases = sys.argv[1], json.loads(sys.argv[2])
os.environ.update(
    MLFLOW_TRACKING_URI=uri,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES="1",
    MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR="0",
    MLFLOW_DISABLE_TELEMETRY="true",
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
)
printed = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import mlflow  # noqa: E402, the environment comes first
from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.genai import datasets  # noqa: E402

client = mlflow.MlflowClient()
run_id = None


def logged():
    global run_id
    run_id = client.create_run("0").info.run_id
    client.log_metric(run_id, "m", 0.5)


STEPS = {
    "log": logged,
    "search": lambda: client.search_runs(["0"]),
    "upload": lambda: client.log_text(run_id, "text", "a.txt"),
    "list": lambda: client.list_artifacts(run_id),
    "download": lambda: mlflow.artifacts.load_text(f"runs:/{run_id}/a.txt"),
    "register": lambda: client.create_registered_model(f"model {len(client.search_registered_models())}"),
    "evaluate": lambda: datasets.create_dataset("d", experiment_id="0"),
    "webhooks": lambda: client.list_webhooks(),
}


def verdict(step):
    try:
        step()
        return "done"
    except MlflowException as failure:
        return f"{failure.get_http_status_code()} {failure.error_code}"
    except Exception as failure:
        answer = getattr(failure, "response", None)
        return f"{answer.status_code} {answer.json()['error_code']}" if answer is not None else repr(failure)


def said(environment):
    for name in ["MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN"]:
        os.environ.pop(name, None)
    os.environ.update(environment)
    return {name: verdict(step) for name, step in STEPS.items()}


json.dump({case: said(environment) for case, environment in cases.items()}, printed)
printed.close()
