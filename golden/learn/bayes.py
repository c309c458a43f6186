"""Writes bayes.json: naive Bayes of scikit-learn 1.9.1 on its bundled tables (see datasets.py). Run: python3 bayes.py"""
import json
from pathlib import Path
import numpy as np, sklearn
from sklearn import naive_bayes as nb
from sklearn.datasets import load_breast_cancer, load_digits, load_wine

W, w = load_wine(return_X_y=True)
G, g = load_digits(return_X_y=True)
B, b = load_breast_cancer(return_X_y=True)
sw = 1.0 + np.arange(len(w)) % 3

values = {
    "gaussian-log-proba": nb.GaussianNB().fit(W, w).predict_log_proba(W[[0, 60, 70, 140]]).tolist(),
    "gaussian-mean": nb.GaussianNB().fit(W, w).theta_[1].tolist(),
    "gaussian-priors": nb.GaussianNB(priors=[0.2, 0.3, 0.5], var_smoothing=1e-3).fit(W, w).predict_log_proba(W[[0, 60, 70, 140]]).tolist(),
    # Rows repeated instead of sample_weight: scikit-learn's smoothing takes the unweighted variance.
    "gaussian-weights": nb.GaussianNB().fit(np.repeat(W, sw.astype(int), axis=0), np.repeat(w, sw.astype(int))).predict_log_proba(W[[0, 60, 70, 140]]).tolist(),
    "gaussian-accuracy": float(nb.GaussianNB().fit(B, b).score(B, b)),
    "bernoulli-log-proba": nb.BernoulliNB(alpha=0.3, binarize=7.5).fit(G, g).predict_log_proba(G[[0, 5, 9]]).tolist(),
    "bernoulli-uniform": nb.BernoulliNB(fit_prior=False).fit(G, g, sample_weight=1.0 + np.arange(len(g)) % 3).predict_log_proba(G[[0, 5, 9]]).tolist(),
    "multinomial-alpha-0": nb.MultinomialNB(alpha=0, force_alpha=False).fit(G, g).predict_log_proba(G[[0, 5, 9]]).tolist(),
    "multinomial-prior": nb.MultinomialNB(class_prior=[0.01] * 9 + [0.91]).fit(W[:, :1].round() @ np.ones((1, 3)) + np.arange(3), np.arange(len(w)) % 10).predict_log_proba([[10, 12, 14], [1, 0, 9]]).tolist(),
}
(Path(__file__).parent / "bayes.json").write_text(json.dumps({"sklearn": sklearn.__version__, "values": values}, indent=1) + "\n")
