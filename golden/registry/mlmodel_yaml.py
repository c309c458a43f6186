"""Texts, lists and mappings as PyYAML's safe_dump writes them, which is how MLflow writes its MLmodel files.

    python mlmodel_yaml.py > mlmodel_yaml.json
"""

import json
import random

import yaml

random.seed(20)

PIECES = ["a", "model", " ", "  ", ": ", " #", "'", '"', "\\", "\n", "\t", "é", "🐎", "-", "- ", "{", "}", "[", "]", ",",
          "&", "*", "!", "%", "@", "|", ">", "null", "~", "1.5", "true", "\u0001", "\u0085", "\u2028", "\ufeff", "=",
          '{"type": "double", "name": "sepal length (cm)", "required": true}, ', "a longer sentence of several words "]


def text():
    return "".join(random.choice(PIECES) for _ in range(random.choice([0, 1, 2, 3, 5, 9, 20])))


def key():
    return random.choice(["", "a", "model ", "it's", "a: b", "#x", "- y", "null", "1", "é", "type", "__proto__"]) + str(random.randrange(9))


def value(depth):
    kind = random.random()
    if depth > 3 or kind < 0.55:
        return None if random.random() < 0.1 else text()
    if kind < 0.78:
        return {key(): value(depth + 1) for _ in range(random.randrange(4))}
    return [value(depth + 1) for _ in range(random.randrange(4))]


cases = []
for index in range(200):
    made = {key(): value(0) for _ in range(1 + index % 4)}
    # MLflow leaves allow_unicode out; with it, the line breaks of Unicode would be written as they are.
    plain = index % 2 == 0 and not {"\u0085", "\u2028"} & set(json.dumps(made, ensure_ascii=False))
    cases.append({"yaml": yaml.safe_dump(made, default_flow_style=False, allow_unicode=plain), "value": made})
print(json.dumps(cases, indent=0, ensure_ascii=True))
