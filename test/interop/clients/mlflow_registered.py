"""The registry: models, versions, aliases, tags, stages, copies, searches, prompts; what is refused."""
import mlflow


def registry(step, client, folder):
    experiment = mlflow.set_experiment("registry").experiment_id
    run = client.create_run(experiment, run_name="source", start_time=1).info
    step("create", lambda: client.create_registered_model("reg", {"team": "red"}, "what it is"))
    for number in range(1, 5):
        step(f"version {number}", lambda: client.create_model_version("reg", f"{run.artifact_uri}/model", run.run_id, {"n": str(number)}, description=f"v{number}"))
    step("get", lambda: client.get_registered_model("reg"))
    step("update", lambda: client.update_registered_model("reg", "what it was"))
    step("update a version", lambda: client.update_model_version("reg", "2", "second"))
    step("a tag", lambda: client.set_registered_model_tag("reg", "k", "v" * 5000))
    step("a version's tag", lambda: client.set_model_version_tag("reg", "2", "k", "ž 🐎"))
    step("delete a tag", lambda: client.delete_registered_model_tag("reg", "team"))
    step("delete a tag again", lambda: client.delete_registered_model_tag("reg", "team"))
    step("delete a version's tag", lambda: client.delete_model_version_tag("reg", "2", "n"))
    aliases(step, client)
    stages(step, client)
    step("copy", lambda: client.copy_model_version("models:/reg/2", "copied"))
    step("copy by alias", lambda: client.copy_model_version("models:/reg@champion", "copied"))
    step("a source that is a version", lambda: client.get_model_version_download_uri("copied", "1"))
    step("rename", lambda: client.rename_registered_model("reg", "renamed"))
    step("after renaming", lambda: [client.get_registered_model("renamed"), client.get_model_version_by_alias("renamed", "champion").version])
    step("the old name", lambda: client.get_registered_model("reg"))
    searched(step, client, run)
    step("delete a version", lambda: client.delete_model_version("renamed", "4"))
    step("get a deleted version", lambda: client.get_model_version("renamed", "4"))
    step("delete a version again", lambda: client.delete_model_version("renamed", "4"))
    step("aliases after deletion", lambda: client.get_registered_model("renamed").aliases)
    step("a number is never used again", lambda: client.create_model_version("renamed", f"{run.artifact_uri}/model", run.run_id).version)
    step("delete", lambda: client.delete_registered_model("renamed"))
    step("get after deletion", lambda: client.get_registered_model("renamed"))
    step("versions after deletion", lambda: client.search_model_versions("name = 'renamed'"))
    step("create after deletion", lambda: [client.create_registered_model("renamed"), client.create_model_version("renamed", f"{run.artifact_uri}/x", run.run_id).version][1])


def aliases(step, client):
    step("an alias", lambda: client.set_registered_model_alias("reg", "champion", "2"))
    step("another alias", lambda: client.set_registered_model_alias("reg", "Ch_all-1", 4))
    step("by alias", lambda: client.get_model_version_by_alias("reg", "champion"))
    step("move it", lambda: client.set_registered_model_alias("reg", "champion", "3"))
    step("after moving", lambda: [client.get_registered_model("reg").aliases, client.get_model_version("reg", "3").aliases])
    step("by the alias latest", lambda: client.get_model_version_by_alias("reg", "latest").version)
    step("delete an alias", lambda: client.delete_registered_model_alias("reg", "Ch_all-1"))
    step("delete an alias again", lambda: client.delete_registered_model_alias("reg", "Ch_all-1"))
    for bad in ["latest", "LATEST", "v1", "V22", "", "a b", "a.b", "a" * 256, "ž"]:
        step(f"an alias {bad[:10]!r}", lambda: client.set_registered_model_alias("reg", bad, "1"))
    step("an alias for no version", lambda: client.set_registered_model_alias("reg", "x", "77"))
    step("an alias for no model", lambda: client.set_registered_model_alias("nowhere", "x", "1"))
    step("by an unknown alias", lambda: client.get_model_version_by_alias("reg", "nobody"))
    step("by an alias of no model", lambda: client.get_model_version_by_alias("nowhere", "nobody"))


def stages(step, client):
    step("to Production", lambda: client.transition_model_version_stage("reg", "1", "Production"))
    step("to staging", lambda: client.transition_model_version_stage("reg", "2", "staging"))
    step("latest versions", lambda: sorted([v.current_stage, v.version] for v in client.get_latest_versions("reg")))
    step("latest of stages", lambda: [v.version for v in client.get_latest_versions("reg", ["Production"])])
    step("another to Production", lambda: client.transition_model_version_stage("reg", "3", "Production", archive_existing_versions=True))
    step("those archived", lambda: [v.version for v in client.get_latest_versions("reg", ["archived"])])
    step("the model after stages", lambda: client.get_registered_model("reg").latest_versions)
    step("to nowhere", lambda: client.transition_model_version_stage("reg", "1", "Nowhere"))
    step("archive with None", lambda: client.transition_model_version_stage("reg", "3", "None", archive_existing_versions=True))
    step("latest of a stage that is none", lambda: client.get_latest_versions("reg", ["Nowhere"]))


def searched(step, client, run):
    for number in range(12):
        client.create_registered_model(f"m{number:02}", {"parity": "even" if number % 2 == 0 else "odd"})
    models = lambda condition=None, **more: client.search_registered_models(condition, **more)
    names = lambda *args, **more: [model.name for model in models(*args, **more)]
    for condition in [None, "name LIKE 'm0%'", "name ILIKE 'M%'", "tags.parity = 'odd'", "tags.parity != 'odd'", "name IN ('m01','m02')", "name NOT IN ('m01')"]:
        step(f"models with {condition}", lambda: names(condition))
    step("models by name", lambda: names(order_by=["name DESC"], max_results=3))
    step("a page of models", lambda: [names("name LIKE 'm%'", max_results=12), bool(models("name LIKE 'm%'", max_results=12).token), bool(models("name LIKE 'm%'", max_results=11).token)])
    for condition in ["nonsense", "run_id = 'x'", "name > 'x'", "colour = 'red'", "creation_timestamp > 1", "tags.k IN ('a')"]:
        step(f"models with bad {condition}", lambda: names(condition))
    step("models by a bad key", lambda: names(order_by=["colour"]))
    step("too many models", lambda: names(max_results=1001))
    step("a bad token for models", lambda: names(page_token="no token"))
    versions = lambda condition=None, **more: [[v.name, v.version] for v in client.search_model_versions(condition, **more)]
    by_number = ["name ASC", "version_number DESC"]
    for condition in ["name = 'renamed'", "name LIKE 'ren%' AND version_number > 2", f"run_id = '{run.run_id}'", "tags.n = '3'", "source_path LIKE '%model'", "name = 'renamed' AND version_number = '1'", f"run_id IN ('{run.run_id}','x')", "name IN ('copied')"]:
        step(f"versions with {condition.replace(run.run_id, 'run')}", lambda: versions(condition, order_by=by_number))
    for condition in ["nonsense", "version = 1", "stage = 'x'", "version_number LIKE '1'", "aliases = 'x'", "name = 'a' OR name = 'b'"]:
        step(f"versions with bad {condition}", lambda: versions(condition))
    step("versions in order", lambda: versions("name = 'renamed'", order_by=["version_number ASC"], max_results=2))
    step("versions by a bad key", lambda: versions(order_by=["version"]))
    step("too many versions", lambda: versions(max_results=200_001))


def errors(step, client, folder):
    run = client.create_run(mlflow.set_experiment("registry errors").experiment_id, run_name="source", start_time=1).info
    step("create", lambda: client.create_registered_model("errors").name)
    step("create again", lambda: client.create_registered_model("errors"))
    for bad in ["", "a/b", "a:b", " ", "n" * 256, "n" * 257, "žž🐎", ".", "a'b"]:
        step(f"create {bad[:10]!r} {len(bad)}", lambda: client.create_registered_model(bad).name)
    step("rename to one that is there", lambda: client.rename_registered_model("errors", "žž🐎"))
    step("rename to nothing", lambda: client.rename_registered_model("errors", ""))
    step("rename an unknown one", lambda: client.rename_registered_model("nowhere", "x"))
    for call in ["get_registered_model", "delete_registered_model", "get_latest_versions"]:
        step(f"{call} of an unknown one", lambda: getattr(client, call)("nowhere"))
    step("update an unknown one", lambda: client.update_registered_model("nowhere", "x"))
    step("a description too long", lambda: client.update_registered_model("errors", "x" * 5001))
    step("a tag of an unknown one", lambda: client.set_registered_model_tag("nowhere", "k", "v"))
    step("a tag with a bad key", lambda: client.set_registered_model_tag("errors", "a#b", "v"))
    step("a tag with a long key", lambda: client.set_registered_model_tag("errors", "k" * 251, "v"))
    step("a tag too long", lambda: client.set_registered_model_tag("errors", "k", "v" * 100_001))
    create = lambda source, **more: client.create_model_version("errors", source, **more).source
    for source in ["mlflow-artifacts:/0/x/artifacts/m", f"{run.artifact_uri}/../../x", "/etc/passwd", "file:///etc", "models:/m-" + "f" * 32, "models:/nowhere/1", "runs:/" + "f" * 32 + "/m", "s3://bucket/m", "https://example.com/m", "relative/path", "..", "mlflow-artifacts:/0/%2e%2e/x", ""]:
        step(f"a version of {source.replace(run.run_id, 'run')}", lambda: create(source))
    step("a version of an unknown model", lambda: client.create_model_version("nowhere", run.artifact_uri))
    step("a version of an unknown run", lambda: create(f"{run.artifact_uri}/m", run_id="f" * 32))
    for version in ["9", "x", "", "1.5", "-1", "0"]:
        step(f"get version {version!r}", lambda: client.get_model_version("errors", version))
    step("delete version 9", lambda: client.delete_model_version("errors", "77"))
    step("update version 9", lambda: client.update_model_version("errors", "77", "x"))
    step("a tag of version 9", lambda: client.set_model_version_tag("errors", "77", "k", "v"))
    step("a stage of version 9", lambda: client.transition_model_version_stage("errors", "77", "Staging"))
    step("the address of version 9", lambda: client.get_model_version_download_uri("errors", "77"))


def prompts(step, client, folder):
    genai = mlflow.genai
    step("register", lambda: prompt(genai.register_prompt("greet", "Hello {{ name }}", "first", {"lang": "en"})))
    step("register again", lambda: prompt(genai.register_prompt("greet", [{"role": "user", "content": "Hi {{ name }}"}], "second")))
    step("load", lambda: prompt(genai.load_prompt("greet", version=1)))
    step("load the latest", lambda: prompt(genai.load_prompt("prompts:/greet@latest")))
    step("format", lambda: genai.load_prompt("prompts:/greet/1").format(name="ž"))
    step("an alias", lambda: genai.set_prompt_alias("greet", "live", 1))
    step("load by alias", lambda: prompt(genai.load_prompt("prompts:/greet@live")))
    step("delete the alias", lambda: genai.delete_prompt_alias("greet", "live"))
    step("tags", lambda: [genai.set_prompt_tag("greet", "k", "v"), genai.get_prompt_tags("greet")][1])
    step("a version's tag", lambda: genai.set_prompt_version_tag("greet", 1, "k", "v"))
    step("search", lambda: [[each.name, each.tags] for each in genai.search_prompts(filter_string="name = 'greet'")])
    step("is no model", lambda: [model.name for model in client.search_registered_models("name = 'greet'")])
    step("as a model", lambda: client.get_registered_model("greet"))
    step("one that is not there", lambda: genai.load_prompt("prompts:/nowhere/1"))
    step("one that is not there, allowed", lambda: genai.load_prompt("prompts:/nowhere/1", allow_missing=True))
    step("versions", lambda: [each.version for each in client.search_prompt_versions("greet")])
    step("delete a version", lambda: client.delete_prompt_version("greet", "1"))
    step("delete", lambda: [client.delete_prompt_version("greet", "2"), client.delete_prompt("greet")][1])


def prompt(version):
    return [version.name, version.version, version.template, version.commit_message, version.tags, sorted(version.variables or [])]
