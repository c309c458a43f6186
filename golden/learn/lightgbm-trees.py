# Writes golden/learn/lightgbm-trees.json: raw scores of LightGBM 4.7.0 where its rules are easy to miss. python3 golden/learn/lightgbm-trees.py
import json
import os

import lightgbm as lgb
import numpy as np

N = 600


def data():
    """From s = 7, s ← (1664525·s + 1013904223) mod 2³², u = s / 2³²: x0 = u, x1 = ⌊9·u⌋, x2 = one of 0, ±1e-35, ±2e-35, ±1, x3 = u missing below 0.2, e = u."""
    s = 7
    def u():
        nonlocal s
        s = (1664525 * s + 1013904223) % 2**32
        return s / 2**32
    near = [0.0, 1e-35, -1e-35, 2e-35, -2e-35, 1.0, -1.0]
    rows, noise = [], []
    for _ in range(N):
        x0, x1, x2, x3 = u(), np.floor(9 * u()), near[int(np.floor(7 * u()))], u()
        rows.append([x0, x1, x2, np.nan if x3 < 0.2 else x3])
        noise.append(u())
    return np.array(rows), np.array(noise)


X, e = data()
z = 2 * X[:, 0] + (5 * X[:, 1] % 9) / 6 + np.where(X[:, 2] > 0, 0.5, 0) + np.nan_to_num(X[:, 3], nan=0.9) + e
i = np.arange(N)
light, third = (1 + i % 5) / 8, (1 + i % 3) / 3
binary = (z > np.median(z)).astype(float)
BASE = dict(verbosity=-1, num_threads=1, deterministic=True, force_row_wise=True, num_leaves=7)
cases = {
    "l1-light-weights": (dict(objective="regression_l1"), z, light, []),
    "quantile-light-weights": (dict(objective="quantile", alpha=0.8), z, light, []),
    "l2-odd-weights": (dict(objective="regression"), z, third, []),
    "mape": (dict(objective="mape"), np.round(4 * z - 9, 3), None, []),
    "binary-smooth": (dict(objective="binary", path_smooth=20.0), binary, None, []),
    "binary-smooth-cat": (dict(objective="binary", path_smooth=20.0, min_data_per_group=10, max_cat_to_onehot=1), binary, None, [1]),
    "near-zero": (dict(objective="regression", min_data_in_leaf=3), z * (2 + np.sign(X[:, 2])) + (np.abs(X[:, 2]) > 1.5e-35), None, []),
    "rare-cat": (dict(objective="binary", cat_smooth=0.5, cat_l2=1.0, min_data_per_group=1, learning_rate=0.5), (z > np.quantile(z, 0.9)).astype(float), None, [1]),
    "max-delta-step": (dict(objective="poisson", max_delta_step=0.3, lambda_l1=1.5), np.floor(z), None, []),
    "mono-mid": (dict(objective="binary", monotone_constraints=[1, 0, -1, -1], monotone_constraints_method="intermediate", num_leaves=15), binary, None, []),
}
out = {}
for name, (params, y, weight, categories) in cases.items():
    p = {**BASE, **params}
    m = lgb.train(p, lgb.Dataset(X, y, weight=weight, categorical_feature=categories, params=p), 8)
    raw = m.predict(X, raw_score=True)
    out[name] = {"first": raw[:4].tolist(), "sum": float(raw.sum()), "squares": float((raw**2).sum())}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lightgbm-trees.json")
with open(path, "w") as file:
    json.dump({"lightgbm": lgb.__version__, "values": out}, file, indent=1)
    file.write("\n")
