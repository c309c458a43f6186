"""Records what MLflow 3.17.2 says of made-up filters and orders, in filter-fuzz.jsonl beside this script.

    pip install mlflow==3.17.2 && python filter-fuzz.py

Each line is one question to MLflow's own stores on an empty SQLite database: the search (`d`), the `filter` or the `order_by`, whether it was
accepted (`ok`), and then either the comparisons that its parser read (type, key, comparator, value) or, where MLflow answers with a client's
error of its own, the message. Members of sets in messages are sorted. The same seed gives the same questions.
"""

import json
import logging
import os
import random
import re
import tempfile

SEED = 317
FILTERS = 1700
ORDERS = 300
WORDS = (
    "select from where case end begin if for values over date interval timestamp desc null on join limit int AND OR NOT IN LIKE IS "
    ":: [1] * + - / -> @x #x $$a$$ --c /*c*/ %(a)s ? :a \\x . , ( ) [ ] ; ' \" ` ´a´ lıke İn é × ½ ٣ 0\u212a li\u212ae \u017fum ; -- GO END"
).split()
TEXTS = ["'x'", '"x"', "'a b'", "'%x_'", "''", "'it''s'", '"it\'s"', "'a\\'b'", "x", "`x`", "1", "('a')", '"a" AS "b"', "'a'::text", "NULL"]
NUMBERS = ["1", "-1", "1.5", ".5", "1.", "1e3", "-.5", "١", "9223372036854775807", "9223372036854775808", "1e400", "'1'", "nan", "0x1", "1_0", "007"]
LISTS = ["('a')", "('a','b')", "('a',)", '("a")', "()", "(1)", "('a',1)", "(a)", "('\\x41')", "(('a'),'b')", "('a' 'b')", "(r'\\n')", "('1', '2')", "(b'a')", "(['a'])", "(None)", "(1.5,'a')", "({'a'})", "('a', # c\n 'b')"]
TEXT_OPS = ["=", "!=", "LIKE", "ILIKE", "like", "RLIKE", "IN", "NOT IN", "in", "not  in", "IS NULL", "is not null", ">", "NOT LIKE"]
NUMBER_OPS = ["=", "!=", ">", ">=", "<", "<=", "==", "<>", "IN", "LIKE", "IS NULL", "=<"]
FIELDS = {
    "runs": (
        ["params.p", "param.`a b`", 'parameter."a-b"', "tags.t", "tag.mlflow.runName", "attributes.status", "run_id", "run.user_id", "attributes.`run name`", 'attributes."Run Name"', "artifact_uri", "dataset.name", "datasets.digest", "dataset.context", "`params`.x", "params.'k'", "params.order", "tags.user", "params.1st", "params.é", "metrics.a/b", "foo.bar", "experiment_id", "params."],
        ["metrics.m", "metric.`a/b`", 'metrics."x y"', "start_time", "attributes.end_time", "created", "Created", "metrics.time"],
    ),
    "experiments": (["name", "attribute.name", "attribute.`name`", "tags.k", "tag.`a b`", "experiment_id", "attributes.name"], ["creation_time", "attribute.last_update_time", "experiment_id"]),
    "registered_models": (["name", "attribute.name", "tags.k", "tag.`a b`", "tags.`mlflow.prompt.is_prompt`", "`name`", "timestamp", "run_id"], ["name", "last_updated_timestamp"]),
    "model_versions": (["name", "attribute.name", "run_id", "source_path", "tags.k", 'tag."x y"', "version_number", "version"], ["version_number", "attribute.version_number", "creation_timestamp"]),
    "logged_models": (["name", "attributes.name", "model_id", "model_type", "status", "source_run_id", "experiment_id", "params.p", "tags.`a b`", 'params."x"', "status_message", "foo", "spans.x"], ["metrics.m", "metrics.`a b`", "creation_timestamp", "creation_time", "last_updated_timestamp_ms", "attributes.creation_time"]),
    "traces": (
        ["status", "attributes.status", "trace.status", "request_id", "client_request_id", "name", "run_id", "tags.k", "tag.`a.b`", "metadata.k", "request_metadata.`mlflow.trace.session`", "metadata.`mlflow.trace.cost`", "span.name", "span.type", "span.content", "span.attributes.model", "span.`attributes.a.b`", "feedback.f", "expectation.`a b`", "trace.text", "issue.id", "prompt", "feedback.name", "span.foo", "span.attributes."],
        ["timestamp", "timestamp_ms", "attributes.timestamp", "execution_time", "end_time", "feedback.score", "expectation.x", "tags.timestamp"],
    ),
}


def ordered(message):
    """The message with the members of each set in order: Python's own is another in every process."""
    return re.sub(r"\{('[^'{}]*'(?:, '[^'{}]*')+)\}", lambda found: "{" + ", ".join(sorted(found[1].split(", "))) + "}", message)


def comparison(chance, searched):
    texts, numbers = FIELDS[searched]
    is_number = chance.random() < 0.35
    field = chance.choice(numbers if is_number else texts)
    operator = chance.choice(NUMBER_OPS[: 6 if chance.random() < 0.8 else None] if is_number else TEXT_OPS)
    if "null" in operator.lower():
        value = ""
    elif operator.lower().split()[-1] == "in":
        value = chance.choice(LISTS)
    elif chance.random() < 0.9:
        value = chance.choice(NUMBERS[: 9 if chance.random() < 0.8 else None] if is_number else TEXTS[: 8 if chance.random() < 0.8 else None])
    else:
        value = chance.choice(LISTS)
    space = " " if chance.random() < 0.9 else chance.choice(["", "  ", "\n", "\t"])
    return f"{field}{space}{operator}{space}{value}"


def mutated(chance, text):
    at = chance.randrange(len(text) + 1)
    kind = chance.random()
    if kind < 0.4:
        return text[:at] + text[at + chance.randrange(1, 4) :]
    if kind < 0.8:
        return text[:at] + chance.choice([" ", ""]) + chance.choice(WORDS) + chance.choice([" ", ""]) + text[at:]
    return text[:at] + text[chance.randrange(len(text) + 1) :][:10] + text[at:]


def filter_of(chance, searched):
    if chance.random() < 0.08:
        return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(1, 7)))
    glue = [" AND "] * 8 + [" and ", "AND", " OR ", " ", ", ", "; ", " AND AND ", "\nAND\t", " -- c\nAND ", " AND /* c */ "]
    text = comparison(chance, searched)
    for _ in range(int(chance.random() * chance.random() * 4)):
        text += chance.choice(glue) + comparison(chance, searched)
    return mutated(chance, text) if chance.random() < 0.3 else text


def order_of(chance, searched):
    text = chance.choice(sum(FIELDS[searched], [])) + chance.choice([" ASC", " DESC", " asc", "", "", " DESC NULLS LAST", " foo", " DESC, a", "  desc "])
    return mutated(chance, text) if chance.random() < 0.3 else text


class Oracle:
    """MLflow's stores and parsers."""

    def __init__(self, folder):
        from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as Registry
        from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore as Tracking

        uri = f"sqlite:///{folder}/x.db"
        self.tracking = Tracking(uri, f"{folder}/artifacts")
        self.registry = Registry(uri)

    def search(self, searched, text, order):
        from mlflow.entities import ViewType

        order = None if order is None else [order]
        if searched == "runs":
            self.tracking.search_runs(["0"], text, ViewType.ALL, 10, order)
        elif searched == "experiments":
            self.tracking.search_experiments(ViewType.ALL, 10, text, order)
        elif searched == "registered_models":
            self.registry.search_registered_models(text, 10, order)
        elif searched == "model_versions":
            self.registry.search_model_versions(text, 10, order)
        elif searched == "logged_models":
            self.tracking.search_logged_models(["0"], filter_string=text, max_results=10)
        else:
            self.tracking.search_traces(experiment_ids=["0"], filter_string=text, max_results=10, order_by=order)

    def comparisons(self, searched, text):
        from mlflow.utils import search_utils as utils
        from mlflow.utils.search_logged_model_utils import parse_filter_string

        if searched == "logged_models":
            return [[c.entity.type.value, c.entity.key, c.op, plain(c.value)] for c in parse_filter_string(text)]
        parse = {
            "runs": utils.SearchUtils.parse_search_filter,
            "experiments": utils.SearchExperimentsUtils.parse_search_filter,
            "registered_models": utils.SearchModelUtils.parse_search_filter,
            "model_versions": utils.SearchModelVersionUtils.parse_search_filter,
            "traces": utils.SearchTraceUtils.parse_search_filter_for_search_traces,
        }[searched]
        return [[c["type"], c["key"], c["comparator"].upper(), plain(c["value"])] for c in parse(text)]

    def verdict(self, question):
        from mlflow.exceptions import MlflowException

        text, order = question.get("filter"), question.get("order_by")
        try:
            self.search(question["d"], text, order)
        except MlflowException as error:
            is_own = error.get_http_status_code() == 400 and not any(word in error.message for word in ("sqlite3", "builtins", "SELECT"))
            return {"ok": False, "message": ordered(error.message) if is_own else None}
        except Exception:
            return {"ok": False, "message": None}
        return {"ok": True} if text is None else {"ok": True, "parsed": self.comparisons(question["d"], text)}


def plain(value):
    """What JSON can say: sets as lists, bytes and infinities as text."""
    if isinstance(value, (tuple, list, set, dict)):
        return [plain(item) for item in value]
    if isinstance(value, bytes) or (isinstance(value, float) and value - value != 0):
        return str(value)
    return value


def main():
    logging.disable(logging.CRITICAL)
    chance = random.Random(SEED)
    questions = []
    for _ in range(FILTERS):
        searched = chance.choice(list(FIELDS))
        questions.append({"d": searched, "filter": filter_of(chance, searched)})
    for _ in range(ORDERS):
        searched = chance.choice([name for name in FIELDS if name != "logged_models"])
        questions.append({"d": searched, "order_by": order_of(chance, searched)})
    with tempfile.TemporaryDirectory() as folder:
        oracle = Oracle(folder)
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "filter-fuzz.jsonl")
        with open(path, "w", encoding="utf-8") as lines:
            for question in questions:
                lines.write(json.dumps({**question, **oracle.verdict(question)}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
