"""Large files through the unmodified mlflow client, in parts of a mebibyte, and parts of files through curl: mlflow_artifacts_more.py <address>.
Prints what came back as JSON."""
import collections, hashlib, json, logging, os, random, re, subprocess, sys, tempfile, warnings

uri = sys.argv[1]
folder = tempfile.mkdtemp(prefix="mlflow-parts-")
MEBIBYTE = 1024**2
os.environ.update(
    MLFLOW_TRACKING_URI=uri,
    MLFLOW_DISABLE_TELEMETRY="true",
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
    MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD="true",
    MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE=str(MEBIBYTE),
    MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE=str(MEBIBYTE),
)
printed = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import mlflow, requests  # noqa: E402, the environment comes first

asked = collections.Counter()
send = requests.Session.send


def counted(session, request, **more):
    asked[f"{request.method} {re.sub(r'(/artifacts|(?<=/create)|(?<=/complete)|(?<=/part))/.*', '', request.url.removeprefix(uri))}"] += 1
    return send(session, request, **more)


requests.Session.send = counted
chance = random.Random(5)
SIZES = {"small.bin": 100_000, "exact.bin": 3 * MEBIBYTE, "large.bin": 12 * MEBIBYTE + 345, "ž 🐎 +.bin": 2 * MEBIBYTE + 1}
sent = {}
for name, size in SIZES.items():
    content = chance.randbytes(size)
    sent[name] = hashlib.sha256(content).hexdigest()
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def downloaded(path):
    target = os.path.join(folder, "got", path)
    os.makedirs(target)
    root = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path=path, dst_path=target)
    return {name: digest(os.path.join(root, name)) for name in sorted(os.listdir(root))} if os.path.isdir(root) else digest(root)


def curl(*args):
    return subprocess.run(["curl", "--silent", "--show-error", *args], capture_output=True, check=True).stdout


with mlflow.start_run() as run:
    run_id = run.info.run_id
    mlflow.log_artifacts(folder, "all")
    uploads = dict(asked)
    mlflow.log_artifact(os.path.join(folder, "large.bin"))
    with open(os.path.join(folder, "exact.bin"), "ab") as file:
        file.write(b"more")
    mlflow.log_artifact(os.path.join(folder, "exact.bin"), "all")
    sent["exact.bin"] = digest(os.path.join(folder, "exact.bin"))

at = f"{uri}/api/2.0/mlflow-artifacts/artifacts/0/{run_id}/artifacts/large.bin"
whole = curl(at)
half = os.path.join(folder, "resumed.bin")
with open(half, "wb") as file:
    file.write(whole[:5_000_000])
curl("--continue-at", "-", "--output", half, at)
head = curl("--head", at).decode().lower()
status = lambda *args: curl("--output", os.devnull, "--write-out", "%{http_code}", *args, at).decode()
tag = re.search(r"etag: (\S+)", head)
json.dump(
    {
        "uploads": uploads,
        "sent": sent,
        "all": downloaded("all"),
        "one": downloaded("large.bin"),
        "sizes": {file.path: file.file_size for file in mlflow.MlflowClient().list_artifacts(run_id, "all")},
        "whole": hashlib.sha256(whole).hexdigest(),
        "resumed": digest(half),
        "parts": {span: curl("--range", span, at) == expected for span, expected in {"0-0": whole[:1], "1000-1999": whole[1000:2000], "-345": whole[-345:], f"{len(whole) - 5}-": whole[-5:], "5000000-99999999999": whole[5_000_000:]}.items()},
        "statuses": {"a part": status("--range", "0-9"), "behind the end": status("--range", f"{len(whole)}-"), "another version": status("--range", "0-9", "--header", 'If-Range: "other"'), "this version": tag and status("--range", "0-9", "--header", f"If-Range: {tag[1]}")},
        "accepts": "accept-ranges: bytes" in head,
    },
    printed,
)
printed.close()
