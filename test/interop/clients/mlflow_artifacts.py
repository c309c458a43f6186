"""Artifacts: everything that a run can log, listed, read back and deleted."""
import hashlib, os
import matplotlib.pyplot as plot, mlflow, numpy, pandas
from mlflow.artifacts import download_artifacts, list_artifacts, load_dict, load_text


def artifacts(step, client, folder):
    mlflow.set_experiment("artifacts")
    with mlflow.start_run(run_name="artifacts") as run:
        logged(step, os.path.join(folder, "made"))
    run_id = run.info.run_id
    listed(step, client, run_id)
    downloaded(step, client, run_id, folder)
    empty = client.create_run(run.info.experiment_id, start_time=1, run_name="empty").info.run_id
    step("the list of an empty run", lambda: client.list_artifacts(empty))
    step("the whole of an empty run", lambda: os.listdir(client.download_artifacts(empty, "")))
    step("the list of an unknown run", lambda: client.list_artifacts("f" * 32))
    step("a file of an unknown run", lambda: client.download_artifacts("f" * 32, "a.txt"))
    step("a deleted run's file", lambda: [client.delete_run(run_id), load_text(f"runs:/{run_id}/notes/a.txt")][1])
    step("a deleted run's new file", lambda: client.log_text(run_id, "late", "late.txt"))


def logged(step, made):
    os.makedirs(os.path.join(made, "deep", "er"))
    files = {"one.txt": b"one", "empty.bin": b"", "deep/two.json": b"{}", "deep/er/three.bin": bytes(range(256)) * 4000, "ž 🐎 %41+#?.txt": b"odd"}
    for name, content in files.items():
        with open(os.path.join(made, name), "wb") as file:
            file.write(content)
    step("a text", lambda: mlflow.log_text("hello, žluťoučký 🐎\n", "notes/a.txt"))
    step("a dict as JSON", lambda: mlflow.log_dict({"a": [1, None, "ž"]}, "notes/a.json"))
    step("a dict as YAML", lambda: mlflow.log_dict({"b": {"c": 1.5}}, "notes/b.yaml"))
    step("a file", lambda: mlflow.log_artifact(os.path.join(made, "one.txt")))
    step("a file in a folder", lambda: mlflow.log_artifact(os.path.join(made, "one.txt"), "sub/folder"))
    step("a file again", lambda: mlflow.log_artifact(os.path.join(made, "one.txt"), "sub/folder"))
    step("a folder", lambda: mlflow.log_artifacts(made, "all"))
    step("a folder as artifact", lambda: mlflow.log_artifact(os.path.join(made, "deep")))
    step("a figure", lambda: mlflow.log_figure(plot.figure(figsize=(1, 1)), "plots/figure.svg"))
    step("an image", lambda: mlflow.log_image(numpy.arange(75, dtype=numpy.uint8).reshape(5, 5, 3), "image.png"))
    step("an image of a step", lambda: mlflow.log_image(numpy.zeros((4, 4), dtype=numpy.uint8), key="loss", step=3))
    step("a table", lambda: mlflow.log_table({"x": [1, 2], "y": ["a", "ž"]}, "table.json"))
    step("more of the table", lambda: mlflow.log_table(pandas.DataFrame({"x": [3], "y": ["c"]}), "table.json"))
    step("a file that is not there", lambda: mlflow.log_artifact(os.path.join(made, "nothing")))
    step("a text outside", lambda: mlflow.log_text("x", "../outside.txt"))
    step("a text at the root", lambda: mlflow.log_text("x", "/root.txt"))
    step("a text with two dots inside", lambda: mlflow.log_text("x", "a/../b.txt"))
    step("a text with dots in its name", lambda: mlflow.log_text("x", "a..b/c...txt"))
    step("a text over a folder", lambda: mlflow.log_text("x", "notes"))
    step("a text under a file", lambda: mlflow.log_text("x", "one.txt/under.txt"))


def listed(step, client, run_id):
    step("the root", lambda: [file for file in client.list_artifacts(run_id) if file.path != "images"])
    for path in ["all", "all/deep", "notes", "sub", "sub/folder/", "one.txt", "nowhere", "all/empty.bin", "../", "a/../b"]:
        step(f"the list of {path}", lambda: client.list_artifacts(run_id, path))
    step("images", lambda: len(client.list_artifacts(run_id, "images")))
    step("by address", lambda: list_artifacts(artifact_uri=f"runs:/{run_id}/notes"))
    step("tags of what was logged", lambda: client.get_run(run_id).data.tags)


def downloaded(step, client, run_id, folder):
    step("a text read", lambda: load_text(f"runs:/{run_id}/notes/a.txt"))
    step("a dict read", lambda: load_dict(f"runs:/{run_id}/notes/a.json"))
    step("a table read", lambda: mlflow.load_table("table.json", run_ids=[run_id], extra_columns=["run_id"]))
    step("an image read", lambda: mlflow.artifacts.load_image(f"runs:/{run_id}/image.png").size)
    step("the whole", lambda: tree(client.download_artifacts(run_id, "all", made(folder, "a"))))
    step("a part", lambda: tree(download_artifacts(f"runs:/{run_id}/all/deep", dst_path=made(folder, "b"))))
    step("by the run's address", lambda: tree(download_artifacts(f"{client.get_run(run_id).info.artifact_uri}/sub", dst_path=made(folder, "c"))))
    step("a file that is not there, read", lambda: client.download_artifacts(run_id, "nothing.txt"))
    step("a file outside, read", lambda: client.download_artifacts(run_id, "../../x.txt"))
    repository = mlflow.store.artifact.artifact_repository_registry.get_artifact_repository(client.get_run(run_id).info.artifact_uri)
    step("delete a file", lambda: repository.delete_artifacts("sub/folder/one.txt"))
    step("delete a folder", lambda: repository.delete_artifacts("all"))
    step("delete what is not there", lambda: repository.delete_artifacts("nothing"))
    step("after deletion", lambda: [file for file in client.list_artifacts(run_id) if file.path != "images"])


def made(folder, name):
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    return os.path.join(folder, name)


def tree(path):
    """Names under a folder with a digest of what each holds."""
    found = {}
    for root, _, files in os.walk(path):
        for name in files:
            full = os.path.join(root, name)
            with open(full, "rb") as file:
                found[os.path.relpath(full, path)] = hashlib.sha256(file.read()).hexdigest()[:20]
    return found
