"""Experiments: made, found, changed, deleted, restored, searched, and what is refused."""
import mlflow
from mlflow.entities import ViewType


def experiments(step, client, folder):
    step("the default experiment", lambda: client.get_experiment("0"))
    first = step("create", lambda: client.create_experiment("first", tags={"team": "red", "a b": "c/d"}))
    step("get", lambda: client.get_experiment(first))
    step("get by name", lambda: client.get_experiment_by_name("first"))
    step("get by a name that is not there", lambda: client.get_experiment_by_name("nowhere"))
    step("get one that is not there", lambda: client.get_experiment("987654"))
    step("create again", lambda: client.create_experiment("first"))
    step("create without a name", lambda: client.create_experiment(""))
    step("create with a name that is no text", lambda: client.create_experiment(5))
    step("create with a name too long", lambda: client.create_experiment("x" * 501))
    step("create with a long name", lambda: client.create_experiment("x" * 500))
    step("create with a place of its own", lambda: client.get_experiment(client.create_experiment("placed", "mlflow-artifacts:/elsewhere")))
    step("create with a place that has a fragment", lambda: client.create_experiment("fragment", "mlflow-artifacts:/a#b"))
    step("create with an odd name", lambda: client.get_experiment(client.create_experiment("Žluťoučký / kůň 🐎 'x' \"y\"")))
    step("set_experiment makes it", lambda: mlflow.set_experiment("second"))
    step("set_experiment finds it", lambda: mlflow.set_experiment("second"))
    changed(step, client, first)
    searched(step, client)


def changed(step, client, first):
    step("set a tag", lambda: client.set_experiment_tag(first, "team", "blue"))
    step("set a tag with a long value", lambda: client.set_experiment_tag(first, "long", "v" * 5000))
    step("set a tag with a value too long", lambda: client.set_experiment_tag(first, "longer", "v" * 5001))
    step("set a tag with a bad key", lambda: client.set_experiment_tag(first, "a\tb", "v"))
    step("set a tag with a key too long", lambda: client.set_experiment_tag(first, "k" * 251, "v"))
    step("delete a tag", lambda: client.delete_experiment_tag(first, "a b"))
    step("delete a tag again", lambda: client.delete_experiment_tag(first, "a b"))
    step("after tags", lambda: client.get_experiment(first).tags)
    step("rename", lambda: client.rename_experiment(first, "erste"))
    step("rename to the same", lambda: client.rename_experiment(first, "erste"))
    step("rename to one that is there", lambda: client.rename_experiment(first, "second"))
    step("rename to nothing", lambda: client.rename_experiment(first, ""))
    run = client.create_run(first)
    deleted = client.create_run(first)
    client.delete_run(deleted.info.run_id)
    step("delete", lambda: client.delete_experiment(first))
    step("after deletion", lambda: client.get_experiment(first))
    step("its run after deletion", lambda: client.get_run(run.info.run_id).info.lifecycle_stage)
    step("delete again", lambda: client.delete_experiment(first))
    step("a name stays taken", lambda: client.create_experiment("erste"))
    step("set_experiment of a deleted one", lambda: mlflow.set_experiment("erste"))
    step("rename a deleted one", lambda: client.rename_experiment(first, "third"))
    step("a run in a deleted one", lambda: client.create_run(first))
    step("a tag on a deleted one", lambda: client.set_experiment_tag(first, "k", "v"))
    step("restore", lambda: client.restore_experiment(first))
    step("restore again", lambda: client.restore_experiment(first))
    for each in (run, deleted):
        step("its run after restoration", lambda: client.get_run(each.info.run_id).info.lifecycle_stage)
    step("after restoration", lambda: client.get_experiment(first).lifecycle_stage)
    step("delete one that is not there", lambda: client.delete_experiment("987654"))
    step("restore one that is not there", lambda: client.restore_experiment("987654"))


def searched(step, client):
    for number in range(25):
        client.create_experiment(f"s{number:02}", tags={"parity": "even" if number % 2 == 0 else "odd"})
    client.delete_experiment(client.get_experiment_by_name("s07").experiment_id)
    names = lambda **wish: [experiment.name for experiment in mlflow.search_experiments(**wish)]
    step("search by name", lambda: names(filter_string="name LIKE 's0%'", order_by=["name DESC"]))
    step("search without case", lambda: names(filter_string="name ILIKE 'S1%'", order_by=["name"]))
    step("search by tag", lambda: names(filter_string="tags.parity = 'odd'", order_by=["name ASC"]))
    step("search by two conditions", lambda: names(filter_string="tags.parity = 'odd' AND name != 's01'", order_by=["name ASC"]))
    step("search without a tag", lambda: names(filter_string="tags.parity IS NULL", order_by=["experiment_id"]))
    step("search by id", lambda: names(filter_string="experiment_id IN ('0','1')", order_by=["experiment_id"]))
    step("search deleted ones", lambda: names(view_type=ViewType.DELETED_ONLY))
    step("search all", lambda: len(names(view_type=ViewType.ALL)))
    step("search by time", lambda: len(names(filter_string="creation_time > 0 AND last_update_time < 99999999999999")))
    step("a first page", lambda: client.search_experiments(filter_string="name LIKE 's%'", order_by=["name"], max_results=3))
    token = client.search_experiments(filter_string="name LIKE 's%'", order_by=["name"], max_results=20).token
    step("a last page", lambda: client.search_experiments(filter_string="name LIKE 's%'", order_by=["name"], max_results=20, page_token=token))
    step("a bad token", lambda: client.search_experiments(page_token="no token"))
    step("too many at once", lambda: client.search_experiments(max_results=50001))
    step("none at once", lambda: client.search_experiments(max_results=0))
    step("a bad filter", lambda: client.search_experiments(filter_string="nonsense"))
    step("a bad key", lambda: client.search_experiments(filter_string="colour = 'red'"))
    step("a bad order", lambda: client.search_experiments(order_by=["colour"]))
