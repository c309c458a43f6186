"""Bodies that are no messages, tokens that are none, charts, and paths of artifacts in every spelling."""
import base64, json

V2, FILES = "/api/2.0/mlflow", "/api/2.0/mlflow-artifacts/artifacts"
JSON = {"Content-Type": "application/json"}


def bodies(ask, call):
    raw = lambda name, body, headers=JSON, method="POST", path=f"{V2}/runs/search": ask(name, method, path, data=body, headers=headers)
    good = json.dumps({"experiment_ids": ["4711"]})
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=latin-1", "multipart/form-data", "application/jsonp", ""]:
        raw(f"content type {kind}", good, {"Content-Type": kind})
    raw("no content type", good, {"Content-Type": None})
    texts = {"nothing": "", "blank": " ", "null": "null", "a list": "[]", "a list of messages": f"[{good}]", "a number": "5", "a text": '"x"', "true": "true", "a message as text": json.dumps(good), "a message as text twice": json.dumps(json.dumps(good)), "cut": good[:-3], "two": good + good, "a comma too many": '{"experiment_ids": ["0"],}', "a key twice": '{"max_results": 1, "max_results": 0}', "NaN": '{"max_results": NaN}', "infinity": '{"max_results": Infinity}', "a huge number": '{"max_results": 1' + "0" * 400 + "}", "a mark first": "\ufeff" + good, "camel case": '{"experimentIds": ["0"], "maxResults": 0}'}
    for name, text in texts.items():
        raw(name, text.encode())
    raw("invalid UTF-8", b'{"filter": "\xff\xfe"}')
    raw("a lone surrogate", b'{"filter": "\\ud800"}')
    raw("a zero", b'{"filter": "\\u0000"}')
    for depth in [50, 99, 101, 500]:
        raw(f"{depth} lists deep", b'{"filter": ' + b"[" * depth + b"]" * depth + b"}")
        raw(f"{depth} deep where nothing is known", b'{"nothing": ' + b'{"a":' * depth + b"1" + b"}" * depth + b"}")
    for method, path in [("GET", "/runs/create"), ("PUT", "/runs/create"), ("POST", "/runs/get"), ("DELETE", "/experiments/get"), ("PATCH", "/runs/search"), ("OPTIONS", "/runs/search"), ("HEAD", "/runs/get")]:
        ask(f"{method} {path}", method, V2 + path)
    for path in ["/api/2.0/mlflow/nothing", "/api/2.0/mlflow/runs", "/api/2.0/mlflow/runs/get/", "/api/2.0/mlflow/runs//get", "/api/1.0/mlflow/runs/get", "/api/3.0/mlflow/runs/get", "/api/2.0/preview/mlflow/runs/get", "/api/2.0/mlflow/RUNS/get"]:
        ask(f"GET {path}", "GET", path)
    for path in ["/health", "/version", "/ajax-api/2.0/mlflow/experiments/get?experiment_id=0", "/api/3.0/mlflow/server-info"]:
        ask(f"GET {path}", "GET", path)
    ask("an unknown query", "GET", f"{V2}/experiments/get?experiment_id=0&nothing=1")
    ask("a query twice", "GET", f"{V2}/experiments/get?experiment_id=0&experiment_id=1")
    ask("a query of bad UTF-8", "GET", f"{V2}/experiments/get?experiment_id=%ff")
    ask("a query and a body", "GET", f"{V2}/experiments/get?experiment_id=0", json={"experiment_id": "99"})
    ask("a message in the query of a POST", "POST", f"{V2}/experiments/create?name=x", headers=JSON)
    ask("an experiment outside", "POST", f"{V2}/experiments/create", json={"name": "outside", "artifact_location": "mlflow-artifacts:/../../x"})


def tokens(ask, call):
    b64 = lambda value: base64.b64encode(json.dumps(value).encode()).decode()
    wrong = ["x", "YQ==", "e30=", "====", "🐎", b64({"offset": "x"}), b64({"offset": -1}), b64({"offset": 1e9}), b64([1]), b64({"offset": None}), "a" * 10_000, " "]
    # The first of each page, whatever there was before.
    call("POST", f"{V2}/experiments/create", {"name": "newest"})
    call("POST", f"{V2}/registered-models/create", {"name": "a"})
    searches = {"experiments/search": "POST", "runs/search": "POST", "registered-models/search": "GET", "model-versions/search": "GET", "logged-models/search": "POST"}
    for path, method in searches.items():
        for token in wrong:
            message = {"page_token": token} | ({"experiment_ids": ["4711"]} if path.startswith(("runs", "logged")) else {"max_results": 1})
            ask(f"{path}: {token[:40]!r}", method, f"{V2}/{path}", **({"params": message} if method == "GET" else {"json": message}))
        for most in [0, -1, 1, 50_001, 1_000_000]:
            message = {"max_results": most} | ({"experiment_ids": ["4711"]} if path.startswith(("runs", "logged")) else {})
            ask(f"{path}: {most} at most", method, f"{V2}/{path}", **({"params": message} if method == "GET" else {"json": message}))


def charts(ask, call):
    run = call("POST", f"{V2}/runs/create", {"experiment_id": "0", "start_time": 1})["run"]["info"]["run_id"]
    metrics = [{"key": "m", "value": i % 17, "timestamp": i, "step": i} for i in range(40)]
    call("POST", f"{V2}/runs/log-batch", {"run_id": run, "metrics": metrics})
    bulk = lambda name, **message: ask(name, "GET", f"{V2}/metrics/get-history-bulk-interval", params=message)
    bulk("all", run_ids=[run], metric_key="m", max_results=100)
    bulk("few", run_ids=[run], metric_key="m", max_results=5)
    bulk("a part", run_ids=[run], metric_key="m", max_results=5, start_step=3, end_step=9)
    bulk("a start without an end", run_ids=[run], metric_key="m", max_results=5, start_step=3)
    bulk("an end before the start", run_ids=[run], metric_key="m", max_results=5, start_step=9, end_step=3)
    bulk("no run", metric_key="m", max_results=5)
    bulk("no metric", run_ids=[run], max_results=5)
    bulk("no most", run_ids=[run], metric_key="m")
    for most in [0, 2501, -1, "x"]:
        bulk(f"{most} at most", run_ids=[run], metric_key="m", max_results=most)
    bulk("101 runs", run_ids=[run] * 101, metric_key="m", max_results=5)
    bulk("an unknown run", run_ids=["f" * 32], metric_key="m", max_results=5)
    ask("history for the page", "GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk", params={"run_id": run, "metric_key": "m"})
    for name, message in {"no run": {"metric_key": "m"}, "no metric": {"run_id": run}}.items():
        ask(f"history for the page, {name}", "GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk", params=message)
    history = lambda name, **message: ask(name, "GET", f"{V2}/metrics/get-history", params={"run_id": run, "metric_key": "m"} | message)
    history("history, ten", max_results=10)
    history("history, a bad token", max_results=10, page_token="x")
    history("history, none", max_results=0)


def artifacts(ask, call):
    ask("put", "PUT", f"{FILES}/raw/a.txt", data=b"hello world")
    ask("put again", "PUT", f"{FILES}/raw/a.txt", data=b"hello world!")
    ask("put nothing", "PUT", f"{FILES}/raw/empty", data=b"")
    ask("put deep", "PUT", f"{FILES}/raw/b/c/d.bin", data=bytes(1000))
    for path in ["raw", "raw/", "raw/b", "raw/a.txt", "nowhere", "", None]:
        ask(f"list {path}", "GET", FILES, params={} if path is None else {"path": path})
    odd = ["../x", "raw/../../x", "%2e%2e/x", "raw/%2e%2e/%2e%2e/x", "%252e%252e/x", "..%2fx", "..%5cx", "..\\x", "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd", "C:/x", "c%3a%5cx", "file:///etc/passwd", "raw/./a.txt", "raw//a.txt", "raw/a.txt/", "raw/%00", "raw/a%23b", "raw/a%3fb", "raw/a%ffb", "raw/" + "x" * 300, "raw/%25", "raw/%u0041", "%2e", "%2e%2e", "raw/...", "~/x", "raw/a b", "raw/~"]
    for path in odd:
        unquoted(ask, f"get {path[:40]}", "GET", path)
        unquoted(ask, f"put {path[:40]}", "PUT", path)
        ask(f"list {path[:40]} in the query", "GET", f"{FILES}?path={path}")
    ask("get", "GET", f"{FILES}/raw/a.txt")
    ask("get a folder", "GET", f"{FILES}/raw")
    ask("get nothing", "GET", f"{FILES}/raw/none")
    ask("the run's list", "GET", f"{V2}/artifacts/list", params={"run_id": "f" * 32})
    for path in ["../x", "%2e%2e/x", "nowhere"]:
        unquoted(ask, f"delete {path}", "DELETE", path)
    ask("delete", "DELETE", f"{FILES}/raw/a.txt")
    ask("delete a folder", "DELETE", f"{FILES}/raw/b")
    for verb in ["create", "complete", "abort"]:
        ask(f"multipart {verb}", "POST", f"/api/2.0/mlflow-artifacts/mpu/{verb}/raw/big", json={"path": "big", "num_parts": 2, "upload_id": "x"})
    ask("a signed address", "GET", "/api/2.0/mlflow-artifacts/presigned/raw/empty")
    # Last: a server that obeys has nothing left.
    ask("delete the root", "DELETE", f"{FILES}/")
    unquoted(ask, "delete the root as a dot", "DELETE", "%2e")


def unquoted(ask, name, method, path):
    """requests takes dots out of an address before it sends it, unless they are written in its own way."""
    ask(name, method, f"{FILES}/{path.replace('../', '%2e%2e/').replace('./', '%2e/')}", **({"data": b"x"} if method == "PUT" else {}))
