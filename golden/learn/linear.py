# Writes golden/learn/linear.json: linear models as scikit-learn 1.9.1 fits them on its bundled data. python3 golden/learn/linear.py
import json
import os
import warnings

import mpmath as mp
import numpy as np
import sklearn
from sklearn import linear_model as lm, preprocessing as pp
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine

warnings.filterwarnings("ignore")
B, b = load_breast_cancer(return_X_y=True)
D, d = load_diabetes(return_X_y=True)
W, w = load_wine(return_X_y=True)
G, g = load_digits(return_X_y=True)
Bs, Ws, Ds = pp.scale(B), pp.scale(W), pp.scale(D)
swd, swb, sww = (1.0 + np.arange(len(y)) % 3 for y in (d, b, w))
TIGHT = dict(tol=1e-12, max_iter=100000)
NC = dict(solver="newton-cholesky", tol=1e-12, max_iter=1000)
out = {}


def linear(name, m, X, y, weights=None, extra=()):
    m.fit(X, y, **({} if weights is None else {"sample_weight": weights}))
    out[name] = {"recipe": f"{m}", "intercept": np.atleast_1d(m.intercept_).tolist(), "coef": np.atleast_2d(m.coef_).tolist(),
                 **{k: float(getattr(m, k + "_")) for k in extra}}


linear("ols-weights", lm.LinearRegression(), D, d, swd)
linear("ols-no-intercept", lm.LinearRegression(fit_intercept=False), D, d)
linear("ols-rank", lm.LinearRegression(), np.c_[D, D[:, :2] @ [[2.0], [1.0]], D[:, 3]], d)
linear("ols-wide", lm.LinearRegression(), G[:40], g[:40].astype(float))
linear("ridge-weights", lm.Ridge(alpha=2.0), D, d, swd)
linear("ridge-wide", lm.Ridge(alpha=3.0), G[:40], g[:40].astype(float))
linear("ridge-no-intercept", lm.Ridge(alpha=1.0, fit_intercept=False), Ds, d)
# Columns times 1e-6, 1 and 1e6: in 50 digits, which no solver in double precision reaches.
mp.mp.dps = 50
X = mp.matrix((Ds - Ds.mean(0)) * 1.0) * mp.diag([mp.mpf(10) ** int(k) for k in np.arange(10) % 3 * 6 - 6])
coef = mp.lu_solve(X.T * X + mp.eye(10) * mp.mpf("0.5"), X.T * mp.matrix(d - d.mean()))
out["ridge-units"] = {"recipe": "Ridge(alpha=0.5) in 50 digits", "intercept": [float(d.mean())], "coef": [[float(c) for c in coef]]}
linear("lasso-weights", lm.Lasso(alpha=2.0, **TIGHT), Ds, d, swd)
linear("lasso-wide", lm.Lasso(alpha=0.05, **TIGHT), G[:60], g[:60].astype(float))
linear("enet", lm.ElasticNet(alpha=0.5, l1_ratio=0.7, **TIGHT), Ds, d)
linear("enet-weights", lm.ElasticNet(alpha=0.3, l1_ratio=0.2, **TIGHT), Ds, d, swd)
linear("logit-weights", lm.LogisticRegression(C=0.5, **NC), Bs, b, swb)
linear("logit-balanced", lm.LogisticRegression(C=2.0, class_weight="balanced", **NC), Bs, b, swb)
linear("logit-by-class", lm.LogisticRegression(C=1.0, class_weight={0: 3.0, 1: 0.5}, **NC), Bs, b)
linear("logit-no-intercept", lm.LogisticRegression(C=1.0, fit_intercept=False, **NC), Bs, b)
linear("logit-enet", lm.LogisticRegression(C=0.2, l1_ratio=0.5, solver="saga", tol=1e-11, max_iter=1000000), Bs, b, swb)
linear("softmax-weights", lm.LogisticRegression(C=0.3, **NC), Ws, w, sww)
linear("softmax-l1", lm.LogisticRegression(C=0.3, l1_ratio=1.0, solver="saga", tol=1e-12, max_iter=1000000), Ws, w)
linear("softmax-digits", lm.LogisticRegression(C=0.01, solver="lbfgs", tol=1e-10, max_iter=100000), G / 16, g)
linear("poisson-weights", lm.PoissonRegressor(alpha=0.5, **NC), Ds, d, swd)
linear("gamma-weights", lm.GammaRegressor(alpha=0.5, **NC), Ds, d, swd)
linear("tweedie-15", lm.TweedieRegressor(power=1.5, alpha=0.2, **NC), Ds, np.where(np.arange(len(d)) % 5 == 0, 0, d), swd)
linear("tweedie-3", lm.TweedieRegressor(power=3, alpha=1e-5, solver="lbfgs", tol=1e-13, max_iter=100000), Ds, d / 100)
linear("tweedie-0", lm.TweedieRegressor(power=0, alpha=0.3, **NC), Ds, d)
linear("tweedie-1-identity", lm.TweedieRegressor(power=1, link="identity", alpha=0.001, solver="lbfgs", tol=1e-10, max_iter=100000), Ds / 10, d)
linear("huber-weights", lm.HuberRegressor(epsilon=1.5, alpha=1.0, tol=1e-11, max_iter=100000), Ds, d, swd, ("scale",))
linear("huber-no-intercept", lm.HuberRegressor(alpha=0.01, fit_intercept=False, tol=1e-11, max_iter=100000), Ds, d, None, ("scale",))
for name, q, alpha, weights in (("quantile-median", 0.5, 0.0, None), ("quantile-l1", 0.7, 0.1, None), ("quantile-weights", 0.2, 0.05, swd)):
    m = lm.QuantileRegressor(quantile=q, alpha=alpha, solver="highs").fit(Ds, d, sample_weight=weights)
    s = np.ones(len(d)) if weights is None else weights
    r = d - m.predict(Ds)
    loss = float((s * np.maximum(q * r, (q - 1) * r)).sum() / s.sum() + alpha * np.abs(m.coef_).sum())
    out[name] = {"recipe": f"{m}", "loss": loss, "intercept": [float(m.intercept_)], "coef": [m.coef_.tolist()]}
alphas, coefs, gaps = lm.enet_path(Ds - Ds.mean(0), d - d.mean(), l1_ratio=0.6, eps=1e-2, alphas=12, tol=1e-12, max_iter=100000)
out["enet-path"] = {"recipe": "enet_path(l1_ratio=0.6, eps=1e-2, alphas=12)", "alphas": alphas.tolist(), "coef": coefs.T.tolist(), "intercept": [float(d.mean())]}

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "linear.json")
with open(path, "w") as f:
    json.dump({"sklearn": sklearn.__version__, "values": out}, f)
    f.write("\n")
