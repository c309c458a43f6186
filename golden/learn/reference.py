"""Writes reference.json: what LightGBM 4.7.0 and scikit-learn 1.9.1 make of tables that the tests can rebuild.

The tables come from a linear congruential generator, s = (1664525 s + 1013904223) mod 2^32, u = s / 2^32, row by row: see `table`.
Run from anywhere: python3 golden/learn/reference.py
"""
import json, pathlib
import numpy as np
import lightgbm as lgb
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def uniforms(seed):
    s = seed
    while True:
        s = (1664525 * s + 1013904223) % 2**32
        yield s / 2**32


def table(rows, seed):
    """Columns a, b (100 distinct values), c (like a, a fifth missing), d (12 categories), e (3 categories, a tenth missing); labels."""
    u = uniforms(seed)
    X, y = [], []
    for _ in range(rows):
        a = np.floor(100 * next(u))
        b = np.floor(100 * next(u)) - 50
        hidden, c = next(u) < 0.2, np.floor(100 * next(u))
        d = np.floor(12 * next(u))
        e = np.floor(3 * next(u)) if next(u) >= 0.1 else np.nan
        z = a / 25 - 2 + (b / 25) * (1 if a > 40 else -1) + (1.5 if hidden else (c / 50 - 1) ** 2) + ((5 * d) % 12) / 6 - 1 + (0.7 if e == 1 else 0)
        y.append(1.0 if next(u) * 6 - 3 < z else 0.0)
        X.append([a, b, np.nan if hidden else c, d, e])
    return np.array(X), np.array(y)


def lightgbm_scores(X, y, columns, categories, rounds, **params):
    params = {"objective": "binary", "num_threads": 1, "deterministic": True, "force_row_wise": True, "verbose": -1,
              "min_data_in_bin": 1, "feature_pre_filter": False, "max_bin": 255, **params}
    booster = lgb.train(params, lgb.Dataset(X[:, columns], y, categorical_feature=categories), rounds)
    gains = [float(g) for g in booster.feature_importance("gain")]
    scores = booster.predict(X[:, columns], raw_score=True)
    return {"everyTenthScore": [round(float(s), 9) for s in scores[::10]], "sum": float(scores.sum()), "gain": gains}


X, y = table(1500, 42)
cases = {
    "numbers": dict(columns=[0, 1], categories=[], rounds=10, num_leaves=15, learning_rate=0.1, min_data_in_leaf=1),
    "missing": dict(columns=[0, 1, 2], categories=[], rounds=10, num_leaves=7, learning_rate=0.3, min_data_in_leaf=1, lambda_l2=3.0),
    "firstTree": dict(columns=[0, 1, 2], categories=[], rounds=1, num_leaves=31, learning_rate=0.1, min_data_in_leaf=20),
    "depth": dict(columns=[0, 1, 2], categories=[], rounds=5, num_leaves=31, max_depth=3, learning_rate=0.2, min_data_in_leaf=1, lambda_l2=1.0),
    "categories": dict(columns=[2, 3], categories=[1], rounds=1, num_leaves=6, learning_rate=0.1, min_data_in_leaf=20),
}
trees = {name: {"params": case, **lightgbm_scores(X, y, **case)} for name, case in cases.items()}

X, y = table(16000, 7)
n = 8000
settings = dict(num_leaves=15, learning_rate=0.1, min_data_in_leaf=20, lambda_l2=1.0)
booster = lgb.train({"objective": "binary", "num_threads": 1, "verbose": -1, **settings}, lgb.Dataset(X[:n], y[:n], categorical_feature=[3, 4]), 60)
hgb = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=15, learning_rate=0.1, min_samples_leaf=20, l2_regularization=1.0,
                                     early_stopping=False, categorical_features=[3, 4]).fit(X[:n], y[:n])
auc = {"lightgbm": roc_auc_score(y[n:], booster.predict(X[n:])), "sklearn": roc_auc_score(y[n:], hgb.decision_function(X[n:]))}


def encoded(X):
    parts = []
    for j in (0, 1, 2):
        v = X[:, j]
        missing = np.isnan(v)
        filled = np.where(missing, np.nanmedian(v), v)
        parts.append((filled - filled.mean()) / filled.std())
        if missing.any():
            parts.append(missing.astype(float))
    for j in (3, 4):
        parts += [(X[:, j] == code).astype(float) for code in np.unique(X[~np.isnan(X[:, j]), j])]
    return np.column_stack(parts)


X, y = table(1500, 42)
logistic = []
for l2 in (1e-4, 0.01, 1.0):
    model = LogisticRegression(C=1 / (l2 * len(y)), tol=1e-13, max_iter=10000, solver="newton-cholesky").fit(encoded(X), y)
    logistic.append({"l2": l2, "intercept": float(model.intercept_[0]), "weights": [float(w) for w in model.coef_[0]]})

out = pathlib.Path(__file__).with_name("reference.json")
out.write_text(json.dumps({"trees": trees, "auc": auc, "logistic": logistic, "positives": int(y.sum())}) + "\n")
