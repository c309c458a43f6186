"""Writes projection.json: what scikit-learn 1.9.1 makes of its bundled tables by PCA and truncated SVD.

A weighted table is the same as one whose rows come as often as their weights. Run from anywhere: python3 golden/learn/projection.py
"""
import json, pathlib
import numpy as np
from sklearn.datasets import load_diabetes, load_digits, load_wine
from sklearn.decomposition import PCA, TruncatedSVD

W, _ = load_wine(return_X_y=True)
D, _ = load_diabetes(return_X_y=True)
G, _ = load_digits(return_X_y=True)
repeats = np.arange(len(W)) % 3


def pca(model, X, rows=3):
    m = model.fit(X)
    return {"mean": m.mean_.tolist(), "explainedVariance": m.explained_variance_.tolist(),
            "explainedVarianceRatio": m.explained_variance_ratio_.tolist(), "singularValues": m.singular_values_.tolist(),
            "components": m.components_.tolist(), "scores": m.transform(X[:rows]).tolist()}


def svd(k, X):
    m = TruncatedSVD(k, algorithm="arpack", tol=0, random_state=0).fit(X)
    return {"explainedVariance": m.explained_variance_.tolist(), "explainedVarianceRatio": m.explained_variance_ratio_.tolist(),
            "singularValues": m.singular_values_.tolist(), "components": m.components_.tolist(), "scores": m.transform(X[:3]).tolist()}


values = {
    "pca wine": pca(PCA(svd_solver="full"), W),
    "pca diabetes whitened": pca(PCA(4, whiten=True, svd_solver="full"), D),
    "pca wine weighted": pca(PCA(5, svd_solver="full"), np.repeat(W, repeats, axis=0)),
    "pca digits share": {str(s): int(PCA(s, svd_solver="full").fit(G).n_components_) for s in (0.5, 0.9, 0.99)},
    "pca wide": pca(PCA(4, svd_solver="full"), W[:6]),
    "svd digits": svd(5, G),
    "svd wine": svd(3, W),
}
out = pathlib.Path(__file__).with_name("projection.json")
out.write_text(json.dumps(values) + "\n")
