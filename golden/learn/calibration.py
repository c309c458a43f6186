"""Writes calibration.json: maps of scikit-learn 1.9.1 and, for beta calibration (Kull et al., 2017), of scipy. Run: python3 calibration.py"""
import json
from pathlib import Path
import numpy as np, sklearn
from scipy.optimize import minimize
from sklearn import calibration as cal, isotonic as iso
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

B, b = load_breast_cancer(return_X_y=True)
D, d = load_diabetes(return_X_y=True)
W, w = load_wine(return_X_y=True)
sc, sw, swd = B[:, 0], 1.0 + np.arange(len(b)) % 3, 1.0 + np.arange(len(d)) % 3
pb = 1 / (1 + np.exp(B[:, 0] - 15))
logits = np.c_[W[:, 12] / 300, W[:, 11], 6 - W[:, 9] / 2]


def thresholds(m):
    return [m.X_thresholds_.tolist(), m.y_thresholds_.tolist()]


def beta(p, y, w, bounds):
    x = np.c_[np.log(np.clip(p, 1e-12, 1)), -np.log(np.clip(1 - p, 1e-12, 1)), np.ones(len(p))]
    def loss(t):
        z = x @ t
        return (w * (np.logaddexp(0, z) - y * z)).sum(), x.T @ (w * (1 / (1 + np.exp(-z)) - y))
    return minimize(loss, [1, 1, 0], jac=True, method="L-BFGS-B", bounds=bounds, options=dict(ftol=1e-16, gtol=1e-10, maxiter=10000)).x.tolist()


positive = [(0, None), (0, None), (None, None)]
values = {
    "platt-weights": list(map(float, cal._sigmoid_calibration(-sc, b, sw))),
    "platt-large": list(map(float, cal._sigmoid_calibration(-100 * sc, b))),
    "isotonic-weights": thresholds(iso.IsotonicRegression().fit(D[:, 2], d, sample_weight=swd)),
    "isotonic-auto": thresholds(iso.IsotonicRegression(increasing="auto").fit(D[:, 6], d)),
    "isotonic-at": iso.IsotonicRegression(out_of_bounds="clip").fit(D[:, 2], d).predict([-1, -0.03, 0, 0.0123, 0.05, 1]).tolist(),
    "isotonic-nan": [None if np.isnan(v) else v for v in iso.IsotonicRegression().fit(D[:, 2], d).predict([-1, 0, 1]).tolist()],
    "temperature-3": float(cal._TemperatureScaling().fit(logits, w).beta_),
    "temperature-3-weights": float(cal._TemperatureScaling().fit(logits, w, sample_weight=1.0 + np.arange(len(w)) % 3).beta_),
    "beta": beta(pb, b, sw, positive),
    "beta-bound": beta(pb ** 0.5, np.where(pb > 0.9, (np.arange(len(b)) % 2), b), np.ones(len(b)), positive),
    "beta-free": beta(pb ** 0.5, np.where(pb > 0.9, (np.arange(len(b)) % 2), b), np.ones(len(b)), [(None, None)] * 3),
}
(Path(__file__).parent / "calibration.json").write_text(json.dumps({"sklearn": sklearn.__version__, "values": values}, indent=1) + "\n")
