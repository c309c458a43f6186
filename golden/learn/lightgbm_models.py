"""Small models of LightGBM 4.7.0 as text, rows, and their raw scores: python3 lightgbm_models.py > lightgbm-models.json

Rows hold missing values, infinities, 1e308, values on thresholds, categories never seen and negative ones. The parameters at the end of
each text are left out; numbers that JSON lacks are written as texts.
"""
import json
import lightgbm as lgb
import numpy as np
import pandas as pd

r = np.random.default_rng(7)
n = 400
base = dict(num_leaves=6, min_data_in_leaf=5, min_data_per_group=5, cat_smooth=1, verbose=-1, num_threads=1, deterministic=True, force_row_wise=True)


def table(missing, zeros):
    X = np.c_[r.normal(size=n), r.integers(0, 40, n), r.normal(size=n), r.exponential(size=n), np.zeros(n)]
    if missing:
        X[r.random(n) < 0.2, 2] = np.nan
    if zeros:
        X[r.random((n, 5)) < 0.3] = 0
        X[:, 1] = r.integers(0, 40, n)
    y = 2 * X[:, 0] + (X[:, 1] * 7 % 5) + np.where(np.isnan(X[:, 2]), 1.5, X[:, 2]) - X[:, 3] * X[:, 0]
    return X, y


def probes(X, model_text):
    odd = [np.nan, np.inf, -np.inf, 1e308, -1e308, 0.0, -0.0, 1e-35, -1e-35, 5e-36, 1e300, 2e300]
    cuts = [float(t) for line in model_text.split("\n") if line.startswith("threshold=") for t in line[10:].split()]
    cuts = cuts or [0.0]
    rows = X[:12].tolist()
    for i in range(36):
        row = X[i].tolist()
        for c in (0, 2, 3):
            if r.random() < 0.6:
                t = cuts[r.integers(len(cuts))]
                row[c] = [*odd, t, np.nextafter(t, np.inf)][r.integers(len(odd) + 2)]
        row[1] = float(r.choice([*range(40), 41, 1000, -1, -7])) if r.random() < 0.8 else np.nan
        rows.append(row)
    return np.array(rows)


def told(v):
    if isinstance(v, str) or v is None or np.isfinite(v):
        return v
    return "NaN" if np.isnan(v) else "Infinity" if v > 0 else "-Infinity"


def case(name, params, missing=True, zeros=False, label=lambda y: y, rounds=4, cat=True, group=None):
    X, y = table(missing, zeros)
    data = lgb.Dataset(X, label(y), categorical_feature=[1] if cat else [], group=group, free_raw_data=False)
    text = lgb.train({**base, **params}, data, rounds).model_to_string()
    rows = probes(X, text)
    raw = lgb.Booster(model_str=text).predict(rows, raw_score=True)
    return record(name, text, rows.tolist(), raw)


def record(name, text, rows, raw):
    head, _, tail = text.partition("end of trees")
    pandas_line = [line for line in tail.split("\n") if line.startswith("pandas_categorical")]
    short = head + "end of trees\n\n" + "\n".join(pandas_line) + "\n"
    return {"name": name, "text": short, "rows": [[told(v) for v in row] for row in rows], "raw": np.asarray(raw).tolist()}


def pandas_case():
    X, y = table(True, False)
    words = [f"w{i}" for i in range(12)]
    frame = pd.DataFrame({"a": X[:, 0], "word": pd.Categorical([words[int(v) % 12] for v in X[:, 1]], categories=words[::-1]),
                          "b": X[:, 2], "digit": pd.Categorical((X[:, 1] % 5).astype(int))})
    text = lgb.train({**base, "objective": "regression"}, lgb.Dataset(frame, y), 4).model_to_string()
    test = frame.iloc[:30].copy()
    test["word"] = pd.Categorical([*words[:6], "new", None, *list(test["word"])[8:]])
    test["digit"] = pd.Categorical([0, 1, 2, 3, 4, 7, None, *list(test["digit"])[7:]])
    raw = lgb.Booster(model_str=text).predict(test, raw_score=True)
    rows = [[a, w if isinstance(w, str) else None, b, None if pd.isna(d) else str(int(d))] for a, w, b, d in test.itertuples(index=False)]
    return record("pandas", text, rows, raw)


cases = [
    case("regression", {"objective": "regression"}),
    case("no missing values seen", {"objective": "regression_l1"}, missing=False),
    case("zero as missing", {"objective": "regression", "zero_as_missing": True, "num_leaves": 12, "min_data_in_bin": 1}, zeros=True),
    case("zero as missing, numbers only", {"objective": "regression", "zero_as_missing": True, "num_leaves": 10}, zeros=True, cat=False),
    case("binary", {"objective": "binary"}, label=lambda y: y > 2),
    case("binary, sigmoid 2", {"objective": "binary", "sigmoid": 2.0}, label=lambda y: y > 2),
    case("multiclass", {"objective": "multiclass", "num_class": 3}, label=lambda y: (y > 1) * 1 + (y > 3), rounds=3),
    case("poisson", {"objective": "poisson"}, label=lambda y: np.maximum(np.round(y), 0)),
    case("lambdarank", {"objective": "lambdarank"}, label=lambda y: np.clip(np.round(y), 0, 4), group=[20] * 20),
    case("random forest", {"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7}, rounds=3),
    case("dart", {"objective": "quantile", "boosting": "dart", "drop_rate": 0.5}),
    case("one class", {"objective": "binary"}, label=lambda y: y * 0 + 1),
    pandas_case(),
]
print(json.dumps({"lightgbm": lgb.__version__, "cases": cases}))
