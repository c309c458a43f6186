"""Writes metrics.json: what scikit-learn 1.9.1 and SciPy say about predictions that are written along. Run: python3 golden/learn/metrics.py

Where scikit-learn refuses weights (one-vs-one ROC AUC) or has no such metric (intervals, calibration errors, mean reciprocal rank) the
definition is written out here, over all pairs or row by row.
"""
import json, pathlib, warnings
import numpy as np, scipy, sklearn
from scipy import stats
from sklearn import calibration, metrics as mt, model_selection as ms

warnings.filterwarnings("ignore")
num = lambda v: None if v is None or (isinstance(v, float) and np.isnan(v)) else float(v)
lst = lambda a: [float(v) for v in np.ravel(a)]


def classes(seed, n, k, weighted):
    g = np.random.default_rng(seed)
    y, p = g.integers(0, k, n), g.integers(0, k, n)
    p = np.where(g.random(n) < 0.5, y, p)
    w = g.integers(0, 4, n).astype(float) if weighted else None
    s = dict(sample_weight=w)
    keep = np.ones(n, bool) if w is None else w > 0
    out = {"actual": y.tolist(), "predicted": p.tolist(), "classes": k, "weights": None if w is None else w.tolist(),
           "accuracy": num(mt.accuracy_score(y, p, **s)), "hamming": num(mt.hamming_loss(y, p, **s)),
           "balanced": num(mt.balanced_accuracy_score(y, p, **s)), "adjusted": num(mt.balanced_accuracy_score(y, p, adjusted=True, **s)),
           "mcc": num(mt.matthews_corrcoef(y, p, **s)), "kappa": num(mt.cohen_kappa_score(y, p, **s)),
           "kappaLinear": num(mt.cohen_kappa_score(y, p, weights="linear", **s)), "kappaQuadratic": num(mt.cohen_kappa_score(y, p, weights="quadratic", **s)),
           "confusion": lst(mt.confusion_matrix(y, p, labels=range(k), **s))}
    for name, norm in [("rows", "true"), ("columns", "pred"), ("all", "all")]:
        out[name] = lst(mt.confusion_matrix(y, p, labels=range(k), normalize=norm, **s))
    for average in ["macro", "micro", "weighted"] + (["binary"] if k == 2 else []):
        q = dict(average=average, **s)
        out[average] = {"precision": num(mt.precision_score(y, p, **q)), "recall": num(mt.recall_score(y, p, **q)),
                        "f1": num(mt.f1_score(y, p, **q)), "f2": num(mt.fbeta_score(y, p, beta=2, **q)),
                        "fHalf": num(mt.fbeta_score(y, p, beta=0.5, **q)), "jaccard": num(mt.jaccard_score(y, p, **q))}
    return out


def undefined():
    """Class 2 is predicted but never actual, class 3 actual but never predicted."""
    y, p = np.array([0, 0, 1, 1, 3, 3]), np.array([0, 1, 1, 2, 0, 1])
    out = {"actual": y.tolist(), "predicted": p.tolist(), "balanced": num(mt.balanced_accuracy_score(y, p))}
    for z, name in [(0, "zero"), (1, "one"), (np.nan, "nan")]:
        for average in ["macro", "weighted"]:
            q = dict(average=average, zero_division=z)
            out[f"{name}-{average}"] = [num(mt.precision_score(y, p, **q)), num(mt.recall_score(y, p, **q)), num(mt.f1_score(y, p, **q))]
    return out


def ovo(y, s, w, average):
    pairs, prevalence = [], []
    for a in range(s.shape[1]):
        for b in range(a + 1, s.shape[1]):
            m = (y == a) | (y == b)
            auc = lambda c: mt.roc_auc_score(y[m] == c, s[m, c], sample_weight=w[m])
            pairs.append((auc(a) + auc(b)) / 2); prevalence.append(w[m].sum())
    return float(np.average(pairs, weights=prevalence if average == "weighted" else None))


def delong(y, s, w):
    """Value and variance over all pairs, weights as counts."""
    P, N, wp, wn = s[y == 1], s[y == 0], w[y == 1], w[y == 0]
    psi = (P[:, None] > N[None, :]) + 0.5 * (P[:, None] == N[None, :])
    v10, v01 = psi @ wn / wn.sum(), wp @ psi / wp.sum()
    var = lambda v, c: (c * (v - (c @ v) / c.sum()) ** 2).sum() / (c.sum() - 1) / c.sum()
    return [float(wp @ v10 / wp.sum()), float(var(v10, wp) + var(v01, wn))]


def binary(seed, n, digits, weighted):
    g = np.random.default_rng(seed)
    y = (g.random(n) < 0.4).astype(int)
    p = np.round(1 / (1 + np.exp(-(1.5 * y - 0.8 + g.normal(size=n)))), digits)
    w = g.integers(0, 4, n).astype(float) if weighted else np.ones(n)
    s = dict(sample_weight=w)
    keep = w > 0
    fpr, tpr, t = mt.roc_curve(y[keep], p[keep], sample_weight=w[keep])
    pr, rc, pt = mt.precision_recall_curve(y[keep], p[keep], sample_weight=w[keep])
    rows = np.repeat(np.arange(n), w.astype(int))
    curves = {st: [lst(v) for v in calibration.calibration_curve(y[rows], p[rows], n_bins=7, strategy=st)] for st in ["uniform", "quantile"]}
    return {"labels": y.tolist(), "probabilities": p.tolist(), "weights": w.tolist(), "auc": num(mt.roc_auc_score(y, p, **s)),
            "partial": [num(mt.roc_auc_score(y, p, max_fpr=f, **s)) for f in (0.05, 0.2, 0.7)],
            "ap": num(mt.average_precision_score(y, p, **s)), "logLoss": num(mt.log_loss(y, p, **s)), "brier": num(mt.brier_score_loss(y, p, **s)),
            "logLoss32": num(mt.log_loss(y, np.clip(p, 0, 1).astype(np.float32).round(0), **s)),
            "roc": [lst(fpr), lst(tpr), lst(t[1:])], "pr": [lst(pr), lst(rc), lst(pt)], "delong": delong(y[keep], p[keep], w[keep]), "curves": curves}


def multiclass(seed, n, k, weighted):
    g = np.random.default_rng(seed)
    y = g.integers(0, k, n)
    z = g.normal(size=(n, k)) + 1.2 * np.eye(k)[y]
    p = np.round(np.exp(z) / np.exp(z).sum(1, keepdims=True), 6)
    p[:, -1] = 1 - p[:, :-1].sum(1)
    w = g.integers(0, 4, n).astype(float) if weighted else np.ones(n)
    s = dict(sample_weight=w)
    return {"codes": y.tolist(), "probabilities": lst(p), "weights": w.tolist(), "classes": k,
            "ovrMacro": num(mt.roc_auc_score(y, p, multi_class="ovr", **s)), "ovrWeighted": num(mt.roc_auc_score(y, p, multi_class="ovr", average="weighted", **s)),
            "ovoMacro": ovo(y, p, w, "macro"), "ovoWeighted": ovo(y, p, w, "weighted"),
            "logLoss": num(mt.log_loss(y, p, **s)), "brier": num(mt.brier_score_loss(y, p, **s)), "brierHalf": num(mt.brier_score_loss(y, p, scale_by_half=True, **s)),
            "top2": num(mt.top_k_accuracy_score(y, p, k=2, **s)), "top3": num(mt.top_k_accuracy_score(y, p, k=3, labels=range(k), **s))}


def ece(y, p, bins, norm, debiased=False):
    """Equal width, right-closed bins."""
    i = np.clip(np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p), 0, bins - 1)
    gaps, shares = [], []
    for b in range(bins):
        m = i == b
        if not m.any():
            continue
        gap, rate, c = abs(y[m].mean() - p[m].mean()), y[m].mean(), m.sum()
        term = gap if norm in (1, "max") else gap**2 - (rate * (1 - rate) / (c - 1) if debiased and c > 1 else 0)
        gaps.append(0.0 if debiased and c < 2 else term); shares.append(c / len(y))
    if norm == "max":
        return float(max(gaps))
    mean = float(np.dot(gaps, shares))
    return mean if norm == 1 else float(np.sqrt(max(0, mean)))


def calibrations():
    g = np.random.default_rng(11)
    p = np.round(g.random(400), 3)
    y = (g.random(400) < p**1.4).astype(int)
    return {"labels": y.tolist(), "probabilities": p.tolist(),
            "values": {"10-1": ece(y, p, 10, 1), "15-1": ece(y, p, 15, 1), "15-2": ece(y, p, 15, 2), "15-max": ece(y, p, 15, "max"), "15-2-debiased": ece(y, p, 15, 2, True)}}


def regression(seed, n, weighted):
    g = np.random.default_rng(seed)
    y = np.round(g.gamma(2, 2, n) + 0.1, 3)
    p = np.round(y * np.exp(0.4 * g.normal(size=n)) + 0.05, 3)
    w = g.integers(0, 4, n).astype(float) if weighted else np.ones(n)
    s = dict(sample_weight=w)
    counts = np.round(y)
    return {"actual": lst(y), "predicted": lst(p), "weights": w.tolist(), "mse": num(mt.mean_squared_error(y, p, **s)), "rmse": num(mt.root_mean_squared_error(y, p, **s)),
            "mae": num(mt.mean_absolute_error(y, p, **s)), "medae": num(mt.median_absolute_error(y, p, **s)), "mape": num(mt.mean_absolute_percentage_error(y, p, **s)),
            "mapeZero": num(mt.mean_absolute_percentage_error([0.0, 1.0], [1.0, 1.0])), "r2": num(mt.r2_score(y, p, **s)), "ev": num(mt.explained_variance_score(y, p, **s)),
            "max": num(np.max(np.abs(y - p)[w > 0])), "msle": num(mt.mean_squared_log_error(y, p, **s)),
            "poisson": num(mt.mean_poisson_deviance(counts, p, **s)), "gamma": num(mt.mean_gamma_deviance(y, p, **s)),
            "tweedie": {str(q): num(mt.mean_tweedie_deviance(y, p, power=q, **s)) for q in (-1, 0, 1, 1.5, 2, 3)},
            "d2": {str(q): num(mt.d2_tweedie_score(y, p, power=q, **s)) for q in (0, 1, 1.5, 2)},
            "pinball": {str(a): num(mt.mean_pinball_loss(y, p, alpha=a, **s)) for a in (0.1, 0.5, 0.9)},
            "d2Pinball": {str(a): num(mt.d2_pinball_score(y, p, alpha=a, **s)) for a in (0.1, 0.5, 0.9)}}


def ranking(seed, queries, docs):
    g = np.random.default_rng(seed)
    rel = g.integers(0, 4, (queries, docs)); rel[0] = 0
    sc = np.round(rel * 0.3 + g.normal(size=(queries, docs)), 1)
    w = g.integers(1, 4, queries).astype(float)
    ap = [mt.average_precision_score(r > 0, s) if (r > 0).any() else 0.0 for r, s in zip(rel, sc)]
    out = {"relevance": rel.ravel().tolist(), "scores": lst(sc), "queries": np.repeat(np.arange(queries), docs).tolist(), "queryWeights": w.tolist(), "map": float(np.mean(ap))}
    for k in (None, 3):
        out[f"dcg-{k}"] = num(mt.dcg_score(rel, sc, k=k)); out[f"ndcg-{k}"] = num(mt.ndcg_score(rel, sc, k=k)); out[f"ndcg-{k}-w"] = num(mt.ndcg_score(rel, sc, k=k, sample_weight=w))
        out[f"ndcg-exp-{k}"] = num(mt.ndcg_score(2.0**rel - 1, sc, k=k))
    order = lambda s: np.argsort(-s, kind="stable")
    distinct = sc + np.linspace(1e-4, 0, sc.size).reshape(sc.shape)
    mrr = [1 / (1 + np.argmax((r > 0)[order(s)])) if (r > 0).any() else 0.0 for r, s in zip(rel, distinct)]
    out |= {"distinct": lst(distinct), "mrr": float(np.mean(mrr)), "ndcgDistinct": num(mt.ndcg_score(rel, distinct, ignore_ties=True)),
            "precision3": float(np.mean([(r > 0)[order(s)][:3].mean() for r, s in zip(rel, distinct)])),
            "recall3": float(np.mean([(r > 0)[order(s)][:3].sum() / max(1, (r > 0).sum()) for r, s in zip(rel, distinct)]))}
    return out


def wine_probabilities():
    """What the recipe of `auc-ovr` in sklearn.json scores."""
    from sklearn.datasets import load_wine
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import scale
    X, y = load_wine(return_X_y=True)
    X = scale(X)[:, :4]
    return lst(LogisticRegression(C=0.001, tol=1e-10, max_iter=10000).fit(X, y).predict_proba(X))


def splits():
    g = np.random.default_rng(5)
    y, groups = g.choice(4, 97, p=[0.5, 0.3, 0.12, 0.08]), g.integers(0, 17, 97)
    tests = lambda splitter, *a, **k: [t[1].tolist() for t in splitter.split(*a, **k)]
    X = np.zeros(97)
    time = [dict(n_splits=4), dict(n_splits=3, gap=5), dict(n_splits=3, test_size=10, max_train_size=20), dict(n_splits=5, gap=2, test_size=7)]
    return {"codes": y.tolist(), "groups": groups.tolist(), "kFold": tests(ms.KFold(7), X), "stratified": tests(ms.StratifiedKFold(6), X, y),
            "group": tests(ms.GroupKFold(4), X, groups=groups), "stratifiedGroup": tests(ms.StratifiedGroupKFold(4), X, y, groups),
            "logo": tests(ms.LeaveOneGroupOut(), X, groups=groups),
            "time": [{"options": o, "folds": [[a.tolist(), b.tolist()] for a, b in ms.TimeSeriesSplit(**o).split(X)]} for o in time]}


def distributions():
    return {"beta": [[x, a, b, float(stats.beta.cdf(x, a, b))] for x, a, b in [(0.1, 2, 3), (0.9, 0.5, 0.5), (0.31, 47, 4), (0.999, 120, 3), (1e-4, 1, 900)]],
            "student": [[t, d, float(stats.t.sf(t, d))] for t, d in [(0.0, 3), (1.7, 4.5), (-2.2, 30), (6.0, 12), (12.0, 250.0)]],
            "clopper": [[k, n, l, *map(float, stats.binomtest(k, n).proportion_ci(l, "exact"))] for k, n, l in [(47, 50, 0.95), (0, 20, 0.95), (20, 20, 0.9), (3, 1000, 0.99)]],
            "wilson": [[k, n, l, *map(float, stats.binomtest(k, n).proportion_ci(l, "wilson"))] for k, n, l in [(47, 50, 0.95), (0, 20, 0.95), (20, 20, 0.9), (3, 1000, 0.99)]]}


def bca():
    from scipy.stats._resampling import _bca_interval
    g = np.random.default_rng(3)
    x = np.round(g.gamma(1.5, 2, 40), 2)
    b = stats.bootstrap((x,), np.mean, n_resamples=20000, method="BCa", rng=g)
    jack = np.array([np.delete(x, i).mean() for i in range(len(x))])
    d = jack.mean() - jack
    return {"values": lst(x), "interval": lst([b.confidence_interval.low, b.confidence_interval.high]), "acceleration": float((d**3).sum() / (6 * (d**2).sum() ** 1.5))}


out = {"source": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}",
       "classes": [classes(1, 60, 2, False), classes(2, 60, 2, True), classes(3, 90, 5, False), classes(4, 90, 5, True)], "undefined": undefined(),
       "binary": [binary(1, 80, 1, False), binary(2, 80, 2, True), binary(3, 60, 6, True)], "multiclass": [multiclass(1, 70, 4, False), multiclass(2, 70, 4, True)],
       "calibration": calibrations(), "regression": [regression(1, 50, False), regression(2, 51, True)], "ranking": ranking(1, 12, 9), "wine": wine_probabilities(), "splits": splits(),
       "distributions": distributions(), "bca": bca()}
pathlib.Path(__file__).with_name("metrics.json").write_text(json.dumps(out, allow_nan=False) + "\n")
