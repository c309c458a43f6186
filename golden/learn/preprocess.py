"""Writes preprocess.json: what scikit-learn 1.9.1 makes of its bundled tables, NaN as null. Weights are tried by repeating rows.

Run from anywhere: python3 golden/learn/preprocess.py
"""
import json, math, pathlib, warnings
import numpy as np
import sklearn
from sklearn import preprocessing as pp, impute as im, tree as tr, linear_model as lm
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_extraction import FeatureHasher

warnings.simplefilter("ignore")
B, b = load_breast_cancer(return_X_y=True)
D, d = load_diabetes(return_X_y=True)
W, w = load_wine(return_X_y=True)
nan = np.nan


def holes(X, k):  # X with NaN where (7 row + 3 column) % k == 0
    X = X.copy()
    i, j = np.indices(X.shape)
    X[(i * 7 + j * 3) % k == 0] = nan
    return X


def twice(X, n):  # row i comes i % 3 times
    return np.repeat(X, np.arange(n) % 3, axis=0)


def categories(X, step):  # number -> category
    return np.floor(X / step).astype(int).astype(str).reshape(-1, 1)


B3 = twice(B[:, :3], len(B))
catb = categories(B[:, 1], 4)
catw = categories(W[:, 0], 0.5)
catd = categories(D[:, 2], 0.02)


def knn(fit, rows, **k):
    return im.KNNImputer(**k).fit(fit).transform(rows).tolist()


few = np.array([[1, 2, nan], [3, nan, 4], [nan, 6, 8], [8, 8, 7], [nan, nan, 1], [5, nan, nan]])
asked = np.array([[nan, 2, nan], [nan, nan, nan], [nan, nan, 4], [3, 6, nan], [100, nan, nan]])
iterative = im.IterativeImputer(max_iter=10, tol=1e-3).fit(holes(W, 11))
new = W[:2].copy()
new[0, 3] = new[1, 0] = new[1, 12] = nan
yeo = pp.PowerTransformer().fit(twice(W, len(W)))
negative = pp.PowerTransformer().fit(np.c_[-W[:, 12], W[:, 12] - 700])


def one_hot(**k):
    m = pp.OneHotEncoder(sparse_output=False, **k).fit(catb)
    return {"names": m.get_feature_names_out(["c"]).tolist(), "sums": m.transform(catb).sum(axis=0).tolist()}


def target(X, y, **k):
    m = pp.TargetEncoder(**k).fit(X, y)
    return {"categories": m.categories_[0].tolist(), "encodings": [e.tolist() for e in m.encodings_], "mean": np.atleast_1d(m.target_mean_).tolist()}


def cuts(X, y, classes, **k):
    m = (tr.DecisionTreeClassifier if classes else tr.DecisionTreeRegressor)(random_state=0, **k).fit(X, y)
    return sorted(m.tree_.threshold[m.tree_.feature >= 0].tolist())


weights = (np.arange(len(B)) % 3).astype(float)
standard = pp.StandardScaler().fit(B[:, :3], sample_weight=weights)
values = {
    "standard": [standard.mean_.tolist(), standard.scale_.tolist()],
    "robust": (lambda m: [m.center_.tolist(), m.scale_.tolist()])(pp.RobustScaler(quantile_range=(10, 80)).fit(B3)),
    "minMax": pp.MinMaxScaler(feature_range=(-1, 2)).fit_transform(B[:, :3])[:3].tolist(),
    "binsInverted": [e.tolist() for e in pp.KBinsDiscretizer(6, quantile_method="averaged_inverted_cdf", subsample=None).fit(B3).bin_edges_],
    "binsLinear": [e.tolist() for e in pp.KBinsDiscretizer(6, quantile_method="linear", subsample=None).fit(B3).bin_edges_],
    "binsUniform": [e.tolist() for e in pp.KBinsDiscretizer(6, strategy="uniform", subsample=None).fit(B[:, :3]).bin_edges_],
    "binsZeros": (lambda m: [m.bin_edges_[0].tolist(), int(m.n_bins_[0])])(
        pp.KBinsDiscretizer(5, subsample=None).fit(np.r_[np.zeros(83), np.arange(1, 18)].reshape(-1, 1))),
    "binned": pp.KBinsDiscretizer(6, encode="ordinal", subsample=None, quantile_method="averaged_inverted_cdf").fit(B[:, :1]).transform(B[:40, :1])[:, 0].tolist(),
    "fences": [np.percentile(B3, q, axis=0).tolist() for q in (25, 75)],
    "knnFew2": knn(few, asked, n_neighbors=2),
    "knnFew9": knn(few, asked, n_neighbors=9),
    "knnDistance": knn(holes(W, 11), holes(W, 11)[:12], n_neighbors=4, weights="distance"),
    "knnRepeated": knn(twice(holes(W, 11), len(W)), holes(W, 11)[:8], n_neighbors=5),
    "iterative": iterative.transform(holes(W, 11)[:6]).tolist(),
    "iterativeNew": iterative.transform(new).tolist(),
    "iterativeRounds": int(iterative.n_iter_),
    "leastSquares": im.IterativeImputer(estimator=lm.LinearRegression()).fit_transform(holes(D[:, :6], 13))[:6].tolist(),
    "yeo": {"lambdas": yeo.lambdas_.tolist(), "rows": yeo.transform(W[:3]).tolist()},
    "yeoNegative": {"lambdas": negative.lambdas_.tolist()},
    "oneHot": one_hot(),
    "oneHotRare": one_hot(min_frequency=20),
    "oneHotShare": one_hot(min_frequency=0.05, drop="first"),
    "oneHotMost": one_hot(max_categories=4),
    "targetClasses": target(catw, w, smooth="auto"),
    "targetClasses10": target(catw, w, smooth=10.0),
    "targetNumber": target(catd, d, smooth="auto", target_type="continuous"),
    "targetRepeated": target(twice(catd, len(d)), twice(d.reshape(-1, 1), len(d))[:, 0], smooth="auto", target_type="continuous"),
    "hashed": FeatureHasher(8, input_type="string").transform([[f"c={v}", f"e={v}é"] for v in catb[:10, 0]]).toarray().tolist(),
    "polynomial": (lambda m: [m.get_feature_names_out(["a", "b", "c"]).tolist(), m.transform([[2, 3, 5]])[0].tolist()])(pp.PolynomialFeatures(3, include_bias=False).fit(W[:, :3])),
    "interactions": (lambda m: [m.get_feature_names_out(["a", "b", "c"]).tolist(), m.transform([[2, 3, 5]])[0].tolist()])(pp.PolynomialFeatures(3, include_bias=False, interaction_only=True).fit(W[:, :3])),
    "treeClasses": cuts(W[:, 12:13], w, True, max_leaf_nodes=5),
    "treeNumber": cuts(D[:, 2:3], d, False, max_leaf_nodes=6, min_samples_leaf=20),
}


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return None if isinstance(value, float) and math.isnan(value) else value


about = "Written by preprocess.py, where each value's program stands."
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"about": about, "sklearn": sklearn.__version__, "values": plain(values)}) + "\n")
