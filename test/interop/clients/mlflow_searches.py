"""Searches of runs by the client: filters, orders, pages, data frames, refusals."""
import mlflow
from mlflow.entities import Metric, Param, RunTag

FILTERS = [
    "", "metrics.acc > 0.5", "metrics.acc >= 0.5 AND metrics.acc <= 0.8", "params.depth = '3'", "params.depth != '3'", "params.depth IN ('1','2')",
    "tags.team ILIKE 'R%'", "tags.`odd tag` = 'x y'", "tags.team IS NULL", "params.only IS NOT NULL", "attributes.status = 'FINISHED'",
    "run_name LIKE 's0_' AND tags.team = 'red'", "start_time > 1010 and end_time <= 2020", "metrics.nan = 0", "metrics.nan != 0", "run_id NOT IN ('a')",
    "metrics.acc > 1e300", "metrics.huge > 1e300", "user_id = 'nobody'", "artifact_uri LIKE '%artifacts'",
]
ORDERS = [["metrics.acc DESC"], ["metrics.nan ASC"], ["metrics.nan DESC"], ["params.depth", "metrics.acc DESC"], ["tags.team DESC", "start_time"], ["run_name"], ["status", "end_time DESC"]]
BAD = [
    "nonsense", "metrics.acc > 'x'", "params.depth > 3", "status = RUNNING", "colour = 'red'", "tags.team LIKE 5", "metrics.acc > 1 OR metrics.acc < 0", "metrics.acc ==",
    "foo.bar = 'x'", "dataset.colour = 'x'", "metrics.acc IS NULL", "params.`a = 'x'", "  ", "run_id IN ()", "start_time = '5'",
]


def searches(step, client, folder):
    experiment = mlflow.set_experiment("searches").experiment_id
    for number in range(30):
        tags = [RunTag("odd tag", "x y")] + ([RunTag("team", "red" if number % 3 else "Blue")] if number % 5 else [])
        run = client.create_run(experiment, start_time=1000 + number, run_name=f"s{number:02}").info.run_id
        metrics = [Metric("acc", ((number * 7) % 10) / 10, 1, 0)]
        metrics += [Metric("nan", float("nan") if number % 4 == 0 else number, 1, 0)] if number % 3 else []
        metrics += [Metric("huge", float("inf"), 1, 0)] if number == 4 else []
        params = [Param("depth", str(number % 4))] + ([Param("only", "here")] if number == 9 else [])
        client.log_batch(run, metrics, params, tags)
        if number % 2:
            client.set_terminated(run, "FINISHED" if number % 4 == 1 else "FAILED", end_time=2000 + number)
    names = lambda condition="", order=None, most=1000: [run.info.run_name for run in client.search_runs([experiment], condition, max_results=most, order_by=order)]
    for condition in FILTERS:
        step(f"filter {condition!r}", lambda: names(condition))
    for order in ORDERS:
        step(f"order {order}", lambda: names("", order))
    for condition in BAD:
        step(f"bad filter {condition!r}", lambda: names(condition))
    for order in [["colour"], ["metrics.acc UPWARDS"], ["dataset.name"], [""], ["metrics.acc, params.depth"]]:
        step(f"bad order {order}", lambda: names("", order))
    pages(step, client, experiment)
    frame = lambda: mlflow.search_runs([experiment], "metrics.acc > 0.6", order_by=["metrics.acc DESC", "run_name"])
    step("a data frame", frame)
    step("a data frame of no experiment", lambda: mlflow.search_runs(["987654"]))
    step("a data frame of all", lambda: len(mlflow.search_runs(search_all_experiments=True, filter_string="run_name LIKE 's__'")))
    step("by names", lambda: len(mlflow.search_runs(experiment_names=["searches", "nowhere"])))
    step("no experiment", lambda: client.search_runs([], ""))


def pages(step, client, experiment):
    for size in [7, 15, 29, 30, 31]:
        sizes, token, seen = [], None, []
        while True:
            page = client.search_runs([experiment], max_results=size, order_by=["run_name"], page_token=token)
            sizes.append(len(page))
            seen += [run.info.run_name for run in page]
            token = page.token
            if not token or len(sizes) > 9:
                break
        step(f"pages of {size}", lambda: [sizes, seen])
    token = client.search_runs([experiment], max_results=10).token
    step("a page after more runs", lambda: [client.create_run(experiment, start_time=5, run_name="early"), client.search_runs([experiment], max_results=30, page_token=token)][1])
    for wrong in ["no token", "YQ==", "e30=", "%%%", "🐎"]:
        step(f"token {wrong}", lambda: client.search_runs([experiment], page_token=wrong))
    for most in [0, -1, 50001, 2**31 - 1]:
        step(f"{most} at most", lambda: client.search_runs([experiment], max_results=most))
