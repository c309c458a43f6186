"""Drives a tracking server with the unmodified mlflow client and prints what it answered: mlflow_session.py <address> [section …].
The same session with two servers that behave alike prints the same: see mlflow_transcript.py."""
import json, logging, os, sys, tempfile, time, warnings

uri, wished = sys.argv[1], sys.argv[2:]
folder = os.path.realpath(tempfile.mkdtemp(prefix="mlflow-session-"))
os.environ.update(
    MLFLOW_TRACKING_URI=uri,
    # A failure that is the server's own is told after one more attempt, not after minutes.
    MLFLOW_HTTP_REQUEST_MAX_RETRIES="1",
    MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR="0",
    MLFLOW_HTTP_REQUEST_BACKOFF_JITTER="0",
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
    MLFLOW_DISABLE_TELEMETRY="true",
    # Which packages a model needs is found by importing it in a process of its own; that is the client's affair.
    MLFLOW_REQUIREMENTS_INFERENCE_TIMEOUT="1",
    MLFLOW_LOG_MODEL_COMPRESSION="gzip",
    MPLBACKEND="Agg",
    OMP_NUM_THREADS="1",
    TMPDIR=folder,
    NO_COLOR="1",
)
os.chdir(folder)
# What the client and its libraries print goes elsewhere than the transcript.
printed = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import mlflow  # noqa: E402, the environment comes first
import mlflow_artifacts, mlflow_commands, mlflow_experiments, mlflow_learning, mlflow_logged_models, mlflow_parallel  # noqa: E402
import mlflow_registered, mlflow_runs, mlflow_searches, mlflow_traces  # noqa: E402
from mlflow_transcript import Transcript  # noqa: E402

SECTIONS = {
    "experiments": mlflow_experiments.experiments,
    "runs": mlflow_runs.runs,
    "metrics": mlflow_runs.metrics,
    "odd values": mlflow_runs.odd_values,
    "datasets": mlflow_runs.datasets,
    "run errors": mlflow_runs.errors,
    "artifacts": mlflow_artifacts.artifacts,
    "searches": mlflow_searches.searches,
    "autolog": mlflow_learning.autolog,
    "models": mlflow_learning.models,
    "evaluation": mlflow_learning.evaluation,
    "logged models": mlflow_logged_models.logged_models,
    "registry": mlflow_registered.registry,
    "registry errors": mlflow_registered.errors,
    "prompts": mlflow_registered.prompts,
    "command line": mlflow_commands.command_line,
    "parallel": mlflow_parallel.parallel,
    "traces": mlflow_traces.traces,
    "assessments": mlflow_traces.assessments,
    "trace commands": mlflow_traces.trace_commands,
}

transcript = Transcript([[uri, "<address>"], [uri.removeprefix("http://"), "<host>"], [f"port={uri.split(':')[-1]}", "port=<port>"], [folder, "<folder>"]])
for name, section in SECTIONS.items():
    if not wished or name in wished:
        transcript.section(name)
        started = time.monotonic()
        section(transcript.step, mlflow.MlflowClient(), folder)
        print(f"{name}: {time.monotonic() - started:.1f} s", file=sys.stderr)
json.dump(transcript.sections, printed, allow_nan=False)
printed.close()
