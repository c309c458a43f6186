"""Writes reference.json: what scikit-learn says about binary metrics, and DeLong from its pairwise definition. Run: python3 reference.py"""
import json, pathlib
import numpy as np, sklearn
from scipy import stats
from sklearn import calibration, metrics

def delong(y, *scores):
    """AUCs and their covariance from all pairs (DeLong et al. 1988, section 3)."""
    v10, v01 = [], []
    for s in scores:
        pos, neg = s[y == 1], s[y == 0]
        psi = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
        v10.append(psi.mean(1)); v01.append(psi.mean(0))
    cov = np.atleast_2d(np.cov(v10)) / len(v10[0]) + np.atleast_2d(np.cov(v01)) / len(v01[0])
    return [float(v.mean()) for v in v10], cov

def case(seed, n, rate, digits):
    g = np.random.default_rng(seed)
    y = (g.random(n) < rate).astype(int)
    logit = lambda z: 1 / (1 + np.exp(-z))
    a = np.round(logit(1.3 * y - 1 + g.normal(size=n)), digits)
    b = np.round(logit(0.9 * y - 1 + 0.6 * (np.log(a + 1e-3) - np.log(1 - a + 1e-3)) + 0.8 * g.normal(size=n)), digits)
    aucs, cov = delong(y, a, b)
    se = float(np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1]))
    half = float(stats.norm.ppf(.975) * np.sqrt(cov[0, 0]))
    out = {"labels": y.tolist(), "a": a.tolist(), "b": b.tolist(), "rocAuc": float(metrics.roc_auc_score(y, a)), "rocAucB": float(metrics.roc_auc_score(y, b)),
        "rocAucLow": max(0., aucs[0] - half), "rocAucHigh": min(1., aucs[0] + half), "difference": aucs[0] - aucs[1], "standardError": se,
        "pGreater": float(stats.norm.sf((aucs[0] - aucs[1]) / se)), "prAuc": float(metrics.average_precision_score(y, a)),
        "logLoss": float(metrics.log_loss(y, a)), "brier": float(metrics.brier_score_loss(y, a))}
    if len(np.unique(a)) == n and n % 10 == 0:
        rate, mean = calibration.calibration_curve(y, a, n_bins=10, strategy="quantile")
        out["curve"] = [[float(m), float(r)] for m, r in zip(mean, rate)]
        out["calibrationError"] = float(np.mean(np.abs(rate - mean)))
    return out

out = {"source": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}", "cases": [case(1, 300, .3, 12), case(2, 250, .4, 1), case(3, 60, .1, 2)]}
pathlib.Path(__file__).with_name("reference.json").write_text(json.dumps(out))
