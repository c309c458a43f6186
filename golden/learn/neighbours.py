"""Writes neighbours.json: nearest neighbours of scikit-learn 1.9.1 on its bundled tables (see datasets.py). Run: python3 neighbours.py"""
import json
from pathlib import Path
import sklearn
from sklearn import neighbors as nb, preprocessing as pp
from sklearn.datasets import load_diabetes, load_wine

W, w = load_wine(return_X_y=True)
D, d = load_diabetes(return_X_y=True)
Ws = pp.scale(W)
asked = Ws[60:90:3] + 0.25
shifted = D[100:400:25] + 0.003


def shares(**k):
    return nb.KNeighborsClassifier(**k).fit(Ws, w).predict_proba(asked).tolist()


def means(**k):
    return nb.KNeighborsRegressor(**k).fit(D, d).predict(shifted).tolist()


values = {
    "class-euclidean-distance": shares(n_neighbors=7, weights="distance"),
    "class-manhattan": shares(n_neighbors=9, metric="manhattan"),
    "class-chebyshev-distance": shares(n_neighbors=11, metric="chebyshev", weights="distance"),
    "class-minkowski-3": shares(n_neighbors=8, metric="minkowski", p=3, weights="distance"),
    "class-standardised": nb.KNeighborsClassifier(6).fit(Ws, w).predict_proba(pp.StandardScaler().fit(W).transform(W[60:90:3] + 0.25)).tolist(),
    "number-euclidean": means(n_neighbors=5),
    "number-manhattan-distance": means(n_neighbors=12, metric="manhattan", weights="distance"),
    "number-itself-distance": nb.KNeighborsRegressor(4, weights="distance").fit(D, d).predict(D[:5]).tolist(),
}
(Path(__file__).parent / "neighbours.json").write_text(json.dumps({"sklearn": sklearn.__version__, "values": values}, indent=1) + "\n")
