"""One fit of a peer in a process of its own: python3 peers.py <task> <table.json> <settings.json>, one thread.

The table is float64, column by column, then the labels; missing numbers are NaN, categories their codes. Prints CPU seconds of each
part, the quality on the rows that were not learned from, and what the task asks besides, as JSON.
"""
import json, sys, time
import numpy as np

task, table_path, settings_path = sys.argv[1:4]
about, settings = json.load(open(table_path)), json.load(open(settings_path))
n = about["train"]
raw = np.fromfile(about["path"]).reshape(len(about["names"]) + 1, about["rows"])
X, y = np.ascontiguousarray(raw[:-1].T), raw[-1].copy()
del raw
categories = [j for j, known in enumerate(about["categories"]) if known]
marks = []


def mark():
    marks.append(time.process_time())


def lightgbm():
    import lightgbm as lgb
    params = {"objective": "binary", "num_leaves": settings["leaves"], "learning_rate": settings["learningRate"],
              "min_data_in_leaf": settings["minDataInLeaf"], "lambda_l2": settings["l2"], "max_bin": settings["maxBins"],
              "num_threads": 1, "verbose": -1}
    lgb.train({**params, "num_threads": 1}, lgb.Dataset(X[:2000], y[:2000], categorical_feature=categories), 5)
    mark()
    data = lgb.Dataset(X[:n], y[:n], categorical_feature=categories, params=params).construct()
    mark()
    booster = lgb.train(params, data, settings["trees"])
    mark()
    scores = booster.predict(X[n:], raw_score=True, num_threads=1)
    mark()
    return scores, {}


def histogram():
    from sklearn.ensemble import HistGradientBoostingClassifier
    model = HistGradientBoostingClassifier(max_iter=settings["trees"], max_leaf_nodes=settings["leaves"],
        learning_rate=settings["learningRate"], min_samples_leaf=settings["minDataInLeaf"], l2_regularization=settings["l2"],
        max_bins=settings["maxBins"], early_stopping=False, categorical_features=categories or None)
    mark(); mark()
    model.fit(X[:n], y[:n])
    mark()
    scores = model.decision_function(X[n:])
    mark()
    return scores, {}


def forest():
    from sklearn.ensemble import RandomForestClassifier
    model = RandomForestClassifier(settings["trees"], n_jobs=1, random_state=settings["seed"])
    mark(); mark()
    model.fit(X[:n], y[:n])
    mark()
    scores = model.predict_proba(X[n:])[:, 1]
    mark()
    return scores, {}


def logistic():
    from sklearn.linear_model import LogisticRegression
    model = LogisticRegression(C=1 / (settings["l2"] * n), tol=settings.get("tolerance", 1e-4), max_iter=1000)
    mark(); mark()
    model.fit(X[:n], y[:n])
    mark()
    scores = model.decision_function(X[n:])
    mark()
    return scores, {"coefficients": model.coef_[0].tolist(), "intercept": float(model.intercept_[0])}


scores, more = {"lightgbm": lightgbm, "histogram": histogram, "forest": forest, "logistic": logistic}[task]()
from sklearn.metrics import roc_auc_score
bins, fit, predict = np.diff(marks)
print(json.dumps({"bins": bins, "fit": fit, "predict": predict, "auc": roc_auc_score(y[n:], scores), **more}))
