"""Eight processes log at the same time, into runs of their own and into one run, and all make the same model."""
import multiprocessing
import mlflow


def work(number, shared):
    client = mlflow.MlflowClient()
    mlflow.set_experiment("parallel of all")
    for which in range(3):
        with mlflow.start_run(run_name=f"p{number}-{which}"):
            mlflow.log_params({"number": number, "which": which})
            for step in range(20):
                mlflow.log_metric("loss", number + step / 100, step=step)
            mlflow.log_text(f"text {number} {which}", "text.txt")
    for step in range(25):
        client.log_metric(shared, "shared", number * 1000 + step, timestamp=1, step=number * 1000 + step)
    client.log_param(shared, f"p{number}", "x")
    client.log_param(shared, "same", "value")
    client.set_tag(shared, "last", str(number))
    try:
        client.create_registered_model("parallel")
    except mlflow.MlflowException as failure:
        assert failure.error_code == "RESOURCE_ALREADY_EXISTS", failure
    client.create_model_version("parallel", f"{client.get_run(shared).info.artifact_uri}/m", shared)


def parallel(step, client, folder):
    shared = client.create_run(mlflow.set_experiment("parallel").experiment_id, run_name="shared", start_time=1).info.run_id
    # Made before: what eight processes get that make one experiment at once is chance with MLflow's server.
    client.create_experiment("parallel of all")
    # Forked, so that none of them has to import everything again.
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=work, args=(number, shared)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    step("all ended well", lambda: [worker.exitcode for worker in workers])
    experiment = client.get_experiment_by_name("parallel of all").experiment_id
    runs = client.search_runs([experiment], order_by=["run_name"])
    step("runs", lambda: [[run.info.run_name, run.info.status, run.data.params, run.data.metrics] for run in runs])
    step("histories", lambda: {len(client.get_metric_history(run.info.run_id, "loss")) for run in runs})
    step("texts", lambda: sorted(mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/text.txt") for run in runs[::5]))
    step("the shared run", lambda: [client.get_run(shared).data.params, client.get_run(shared).data.metrics])
    step("its history", lambda: sorted(int(metric.value) for metric in client.get_metric_history(shared, "shared")))
    step("versions", lambda: sorted(int(version.version) for version in client.search_model_versions("name = 'parallel'")))
