"""The mlflow command line."""
import os, subprocess, sys
import mlflow


def command_line(step, client, folder):
    tool = os.path.join(os.path.dirname(sys.executable), "mlflow")

    def mlflow_says(*args):
        done = subprocess.run([tool, *args], capture_output=True, text=True, timeout=100, env=os.environ)
        errors = [line for line in done.stderr.splitlines() if "Error" in line or "Exception" in line]
        return {"code": done.returncode, "said": [" ".join(line.split()) for line in done.stdout.splitlines() if set(line) - set(" -")], "errors": errors[-1:]}

    says = lambda name, *args: step(name, lambda: mlflow_says(*args))
    says("create an experiment", "experiments", "create", "-n", "commands")
    experiment = client.get_experiment_by_name("commands").experiment_id
    run = client.create_run(experiment, run_name="commands", start_time=1000).info.run_id
    client.log_metric(run, "m", 0.5, 1)
    client.log_param(run, "p", "x")
    says("experiments", "experiments", "search", "--view", "active_only")
    says("rename", "experiments", "rename", "-x", experiment, "--new-name", "orders")
    says("runs", "runs", "list", "--experiment-id", experiment)
    says("a run", "runs", "describe", "--run-id", run)
    with open("table.csv", "w") as file:
        file.write("a,b\n1,2\n")
    os.mkdir("got")
    says("log a file", "artifacts", "log-artifact", "-l", "table.csv", "-r", run, "-a", "tables")
    says("list files", "artifacts", "list", "-r", run, "-a", "tables")
    says("download", "artifacts", "download", "-r", run, "-a", "tables/table.csv", "-d", os.path.join(folder, "got"))
    step("what came", lambda: sorted(files for _, _, files in os.walk("got")))
    says("delete a run", "runs", "delete", "--run-id", run)
    says("an unknown run", "runs", "describe", "--run-id", "f" * 32)
    predicted(step, mlflow_says)


def predicted(step, mlflow_says):
    import pandas
    from sklearn.linear_model import LinearRegression

    rows = pandas.DataFrame({"a": [1.0, 2.0, 3.0]})
    mlflow.set_experiment("orders")
    with mlflow.start_run(run_name="command"):
        mlflow.sklearn.log_model(LinearRegression().fit(rows, [2, 4, 6]), name="line", pip_requirements=["scikit-learn"], registered_model_name="command")
    rows.to_csv("rows.csv", index=False)
    step("a model predicts", lambda: mlflow_says("models", "predict", "-m", "models:/command/1", "-i", "rows.csv", "-t", "csv", "--env-manager", "local"))
