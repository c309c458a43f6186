# Writes golden/learn/histogram-boosting.json: HistGradientBoosting of scikit-learn 1.9.1. python3 golden/learn/histogram-boosting.py
# Each case: baseline, scores of the first three rows, sum and sum of squares of all, leaves of the first tree, and the class's hyperparameters.
import json
import os

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import HistGradientBoostingClassifier as Classifier, HistGradientBoostingRegressor as Regressor

B, b = load_breast_cancer(return_X_y=True)
D, d = load_diabetes(return_X_y=True)
W, w = load_wine(return_X_y=True)


def holed(X):
    """Missing where (7·row + 3·column) mod 11 < 2."""
    i, j = np.indices(X.shape)
    return np.where((7 * i + 3 * j) % 11 < 2, np.nan, X)


def kinds(X, missing):
    """Column 0 as ⌊2·x⌋ mod 9, missing where row mod 10 = 3 if `missing`."""
    X = X.copy()
    X[:, 0] = np.floor(2 * X[:, 0]) % 9
    if missing:
        X[np.arange(len(X)) % 10 == 3, 0] = np.nan
    return X


def many(rows):
    """x0 … x2 and y from s = 12345, s ← (1664525·s + 1013904223) mod 2³², u = s / 2³²: x0 = u, x1 = ⌊400·u⌋, x2 = u³, y = 3·x0 + x1/200 + x2·u."""
    s, X, y = 12345, [], []
    def u():
        nonlocal s
        s = (1664525 * s + 1013904223) % 2**32
        return s / 2**32
    for _ in range(rows):
        x = [u(), np.floor(400 * u()), u() ** 3]
        X.append(x)
        y.append(3 * x[0] + x[1] / 200 + x[2] * u())
    return np.array(X), np.array(y)


M, m = many(2000)
threes = lambda y: 1.0 + np.arange(len(y)) % 3
cases = {
    "binary": (Classifier, dict(max_iter=10), B, b, None),
    "binary-missing-l2": (Classifier, dict(max_iter=8, l2_regularization=2.5, min_samples_leaf=7, max_leaf_nodes=12), holed(B), b, None),
    "binary-weights": (Classifier, dict(max_iter=6, max_bins=40), B, b, threes(b)),
    "squared": (Regressor, dict(max_iter=10), D, d, None),
    "squared-percentiles": (Regressor, dict(max_iter=10, max_bins=64, max_leaf_nodes=40, min_samples_leaf=3), M, m, None),
    "squared-weights": (Regressor, dict(max_iter=6, max_bins=50, max_depth=4), D, d, threes(d)),
    "squared-missing": (Regressor, dict(max_iter=10, min_samples_leaf=5), holed(D), d, None),
    "squared-monotone": (Regressor, dict(max_iter=8, monotonic_cst=[-1, 0, 1] + [0] * 7), D, d, None),
    "absolute": (Regressor, dict(max_iter=8, loss="absolute_error"), D, d, None),
    "absolute-weights": (Regressor, dict(max_iter=5, loss="absolute_error"), D, d, threes(d)),
    "quantile": (Regressor, dict(max_iter=8, loss="quantile", quantile=0.8), D, d, None),
    "poisson": (Regressor, dict(max_iter=8, loss="poisson"), D, np.floor(d / 20), None),
    "gamma": (Regressor, dict(max_iter=8, loss="gamma"), D, d, None),
    "multiclass": (Classifier, dict(max_iter=6, min_samples_leaf=8), W, w, None),
    "categories": (Regressor, dict(max_iter=8, categorical_features=[0], min_samples_leaf=8), kinds(W, False), W[:, 12], None),
    "categories-missing": (Regressor, dict(max_iter=8, categorical_features=[0], min_samples_leaf=8), kinds(W, True), W[:, 12], None),
}
out = {}
for name, (kind, params, X, y, weights) in cases.items():
    if name.startswith("categories"):
        X = X[:, :4]
    model = kind(early_stopping=False, **params).fit(X, y, sample_weight=weights)
    raw = model._raw_predict(X)
    out[name] = {
        "baseline": np.ravel(model._baseline_prediction).tolist(),
        "first": raw[:3].tolist(),
        "sum": float(raw.sum()),
        "squares": float((raw**2).sum()),
        "leaves": [[int(p.nodes["is_leaf"].sum()) for p in round_] for round_ in model._predictors],
    }
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "histogram-boosting.json")
with open(path, "w") as file:
    json.dump({"scikit-learn": sklearn.__version__, "values": out}, file, indent=1)
    file.write("\n")
