"""One fit of a peer in a process of its own: python3 peers.py <lightgbm|sklearn> <case.json> <table.bin>.

The table is float64, column by column, then the labels; missing numbers are NaN, categories their codes. One thread. Prints CPU
seconds and the held-out AUC as JSON.
"""
import json, sys, time
import numpy as np

peer, case_path, table_path = sys.argv[1:4]
case = json.load(open(case_path))
data, config, n = case["data"], case["config"], case["trainRows"]
raw = np.fromfile(table_path).reshape(data["columns"] + 1, data["rows"])
X, y = np.ascontiguousarray(raw[:-1].T), raw[-1]
categories = list(range(data["columns"] - data["categories"], data["columns"]))


def lightgbm_fit():
    import lightgbm as lgb
    params = {"objective": "binary", "num_leaves": config["leaves"], "learning_rate": config["learningRate"],
              "min_data_in_leaf": config["minDataInLeaf"], "lambda_l2": config["l2"], "max_bin": config["maxBins"],
              "num_threads": 1, "verbose": -1}
    started = time.process_time()
    booster = lgb.train(params, lgb.Dataset(X[:n], y[:n], categorical_feature=categories), config["trees"])
    return started, lambda rows: booster.predict(rows, raw_score=True, num_threads=1)


def sklearn_fit():
    from sklearn.ensemble import HistGradientBoostingClassifier
    model = HistGradientBoostingClassifier(max_iter=config["trees"], max_leaf_nodes=config["leaves"],
        learning_rate=config["learningRate"], min_samples_leaf=config["minDataInLeaf"], l2_regularization=config["l2"],
        max_bins=config["maxBins"], early_stopping=False, categorical_features=categories or None)
    started = time.process_time()
    model.fit(X[:n], y[:n])
    return started, model.decision_function


started, predict = lightgbm_fit() if peer == "lightgbm" else sklearn_fit()
fitted = time.process_time()
scores = predict(X[n:])
done = time.process_time()
from sklearn.metrics import roc_auc_score
print(json.dumps({"fit": fitted - started, "predict": done - fitted, "auc": roc_auc_score(y[n:], scores)}))
