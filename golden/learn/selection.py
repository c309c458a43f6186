"""Writes selection.json: what scikit-learn 1.9.1 makes of its bundled tables and of a table without ties by feature selection.

The table without ties: s = (1664525 s + 1013904223) mod 2^32 from 42, u = s / 2^32; 300 rows of a, b, c, e; t = a*a + b/4 + e/8; class = number of
thresholds 0.3, 0.7 below t; the last row is of a class of its own. Run from anywhere: python3 golden/learn/selection.py
"""
import json, pathlib
import numpy as np
from sklearn import feature_selection as fs
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.linear_model import Lasso, LinearRegression
from sklearn.metrics import mutual_info_score
from sklearn.preprocessing import scale

B, b = load_breast_cancer(return_X_y=True)
D, d = load_diabetes(return_X_y=True)
G, g = load_digits(return_X_y=True)
W, w = load_wine(return_X_y=True)
i = np.arange(300)
state, cells = 42, []
for _ in range(1200):
    state = (1664525 * state + 1013904223) % 2**32
    cells.append(state / 2**32)
U = np.reshape(cells, (300, 4))
X = U[:, :3].copy()
t = X[:, 0] * X[:, 0] + X[:, 1] / 4 + U[:, 3] / 8
c = (t > 0.3).astype(int) + (t > 0.7)
c[-1] = 3
codes = np.floor(X[:, 0] * 4).astype(int)
repeats = i % 3
pair = lambda r: [[None if np.isnan(x) else float(x) for x in v] for v in r]
ranking = lambda model, X, y: model.fit(X, y).ranking_.tolist()
values = {
    "chi2": pair(fs.chi2(G, g)), "chi2 repeated": pair(fs.chi2(np.repeat(X, repeats, axis=0), np.repeat(c, repeats))),
    "anova classes": pair(fs.f_classif(W, w)), "anova repeated": pair(fs.f_classif(np.repeat(X, repeats, axis=0), np.repeat(c, repeats))),
    "anova numbers": pair(fs.f_regression(D, d)),
    "variance": np.var(W, axis=0).tolist(),
    "mi classes": fs.mutual_info_classif(X, c, random_state=0).tolist(),
    "mi classes 7": fs.mutual_info_classif(X, c, n_neighbors=7, random_state=0).tolist(),
    "mi numbers": fs.mutual_info_regression(X, t, random_state=0).tolist(),
    "mi numbers 1": fs.mutual_info_regression(X, t, n_neighbors=1, random_state=0).tolist(),
    "mi codes classes": mutual_info_score(codes, c),
    "mi codes numbers": fs.mutual_info_regression(codes.reshape(-1, 1), t, discrete_features=True, random_state=0).tolist(),
    "mi mean": np.mean([fs.mutual_info_classif(B[:, :5], b, random_state=s) for s in range(200)], axis=0).tolist(),
    "mi mean numbers": np.mean([fs.mutual_info_regression(D[:, :3], d, random_state=s) for s in range(200)], axis=0).tolist(),
    "percentile": {str(p): [int(fs.SelectPercentile(fs.f_classif, percentile=p).fit(W[:, :n], w).get_support().sum())
                            for n in range(1, 14)] for p in (1, 10, 25, 50, 90, 100)},
    "fdr": fs.SelectFdr(fs.f_regression, alpha=0.01).fit(D, d).get_support().tolist(),
    "k best": fs.SelectKBest(fs.f_classif, k=4).fit(W, w).get_support().tolist(),
    "lasso": fs.SelectFromModel(Lasso(alpha=0.1)).fit(scale(D), scale(d)).get_support().tolist(),
    "lasso coefficients": np.abs(Lasso(alpha=0.1, tol=1e-12, max_iter=100000).fit(scale(D), scale(d)).coef_).tolist(),
    "elimination": ranking(fs.RFE(LinearRegression(), n_features_to_select=3), scale(D), d),
    "elimination by 3": ranking(fs.RFE(LinearRegression(), n_features_to_select=2, step=3), scale(D), d),
}
out = pathlib.Path(__file__).with_name("selection.json")
out.write_text(json.dumps(values) + "\n")
