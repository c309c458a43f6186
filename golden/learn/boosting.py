"""Start scores, derivatives and renewed leaves of LightGBM's losses, read out of tiny models.

python3 golden/learn/boosting.py > golden/learn/boosting.json   (lightgbm 4.7.0)

Derivatives of each row at a given score: a leaf with this row alone says -g / (h + λ) for λ = 0 and λ = 1, which gives g and h.
"""
import json
import sys

import lightgbm as lgb
import numpy as np

BASE = dict(verbosity=-1, num_threads=1, deterministic=True, force_row_wise=True, min_data_in_leaf=1, min_data_in_bin=1,
            min_sum_hessian_in_leaf=0, min_data_in_group=1, learning_rate=1.0, feature_pre_filter=False)
N = 12
scores = np.array([-2.0, -1.25, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0])
weights = np.array([1.0, 2.0, 0.5, 3.0, 1.0, 1.0, 2.5, 1.0, 4.0, 1.0, 0.25, 1.0])
targets = {
    "numbers": [-1.0, -1.5, 0.5, 0.25, 2.25, 0.5, -0.75, 4.0, 1.0, 1.75, 3.5, 2.5],
    "counts": [0, 1, 0, 2, 3, 1, 0, 5, 4, 0, 2, 7],
    "positive": [0.5, 1, 0.25, 2, 3, 1, 0.75, 5, 4, 0.125, 2, 7],
    "binary": [0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1],
    "shares": [0, 1, 0.25, 0.5, 0.75, 0, 0.125, 1, 1, 0.5, 0.875, 1],
    "relevances": [0, 1, 0, 2, 3, 1, 0, 0, 0, 0, 2, 1],
}
groups = [7, 3, 2]
cases = {
    "absolute": ("regression_l1", "numbers", {}),
    "squared": ("regression", "numbers", {}),
    "huber": ("huber", "numbers", dict(alpha=0.9)),
    "fair": ("fair", "numbers", dict(fair_c=1.5)),
    "quantile": ("quantile", "numbers", dict(alpha=0.25)),
    "mape": ("mape", "numbers", {}),
    "poisson": ("poisson", "counts", dict(poisson_max_delta_step=0.7)),
    "gamma": ("gamma", "positive", {}),
    "tweedie": ("tweedie", "counts", dict(tweedie_variance_power=1.3)),
    "logistic": ("binary", "binary", {}),
    "crossEntropy": ("cross_entropy", "shares", {}),
    "lambdarank": ("lambdarank", "relevances", dict(lambdarank_truncation_level=30)),
    "lambdarankPlain": ("lambdarank", "relevances", dict(lambdarank_truncation_level=3, lambdarank_norm=False)),
}


def data(x, y, weight, init, objective):
    group = groups if objective == "lambdarank" else None
    return lgb.Dataset(np.array(x, float).reshape(-1, 1), np.array(y, float), weight=weight, init_score=init, group=group,
                       params=BASE)


def fitted(objective, params, x, y, weight, init, **more):
    return lgb.train({**BASE, **params, **more, "objective": objective}, data(x, y, weight, init, objective), 1)


def derivatives(objective, params, y, weight):
    x = np.arange(1, N + 1)
    # A tree with a leaf for each row, which LightGBM then fits anew with the loss in question.
    tree = lgb.train({**BASE, "objective": "regression", "num_leaves": N, "boost_from_average": False},
                     lgb.Dataset(x.reshape(-1, 1).astype(float), 2.0 ** x, params=BASE), 1)
    rows = x.reshape(-1, 1).astype(float)
    assert len(set(tree.predict(rows, pred_leaf=True).ravel())) == N
    said = []
    for l2 in (0.0, 1.0):
        tree.params = {**BASE, **params, "objective": objective, "lambda_l2": l2}
        again = tree.refit(rows, np.array(y, float), decay_rate=0.0, weight=weight, init_score=scores,
                           group=groups if objective == "lambdarank" else None)
        said.append(again.predict(rows, raw_score=True))
    a, b = said
    # a = -g/h, b = -g/(h+1)  =>  h = b/(a-b), g = -a·h; nothing can be told where g = 0
    told = a != b
    h = np.divide(b, a - b, out=np.zeros(N), where=told)
    return dict(gradient=list(-a * h), hessian=list(h))


out = dict(lightgbm=lgb.__version__, scores=list(scores), weights=list(weights), targets=targets, groups=groups, starts={},
           derivatives={}, renewed={}, percentiles=[])
for name, (objective, target, params) in cases.items():
    y = targets[target]
    for kind, weight in (("plain", None), ("weighted", weights)):
        constant = fitted(objective, params, np.zeros(N), y, weight, None, num_leaves=2)
        out["starts"].setdefault(name, {})[kind] = constant.predict([[0.0]], raw_score=True)[0]
        if name in ("absolute", "quantile", "mape"):
            x = np.repeat([1, 2], [7, 5])
            model = fitted(objective, params, x, y, weight, scores, num_leaves=2)
            out["renewed"].setdefault(name, {})[kind] = list(model.predict([[1.0], [2.0]], raw_score=True))
        else:
            out["derivatives"].setdefault(name, {})[kind] = derivatives(objective, params, y, weight)
json.dump(out, sys.stdout, indent=1)
