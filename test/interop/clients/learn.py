"""What `gyre fit` writes and `gyre score` says, beside Python.

learn.py make <folder>   writes tables as Parquet, each in a part to learn from and one to be scored: numbers, mixed (numbers with gaps,
                         categories with gaps), counts.
learn.py check <folder>  reads cases.json and prints for each case: what onnx.checker says, the greatest relative difference between
                         ONNX Runtime here and the scored file, and the quality and predictions of scikit-learn's or LightGBM's
                         estimator with the same settings.
"""
import json, sys, warnings
from pathlib import Path
import numpy as np
import pandas as pd

TARGETS = ["yes", "class", "amount", "visits", "cost"]
TRAIN, TEST = 900, 600


def make(folder):
    random = np.random.default_rng(11)
    n = TRAIN + TEST
    numbers = {f"x{j}": random.normal(size=n) * 10.0 ** (j % 3) for j in range(6)}
    scaled = np.column_stack([numbers[f"x{j}"] / 10.0 ** (j % 3) for j in range(6)])
    city = random.choice(["Bern", "Graz", "Lyon", "Oslo", "Riga"], n, p=[0.3, 0.25, 0.2, 0.15, 0.1]).astype(object)
    size = random.choice(["s", "m", "l"], n).astype(object)
    score = scaled @ [1.0, -0.7, 0.5, 0.3, 0.0, 0.2] + 0.8 * np.sin(2 * scaled[:, 0]) + 0.6 * (city == "Oslo") - 0.5 * (size == "l")
    counts = {f"c{j}": random.poisson(np.exp(0.3 * scaled[:, j] + 0.2 * j)).astype(float) for j in range(5)}
    targets = {
        "yes": (score + random.logistic(size=n) > 0).astype(np.int64),
        "class": np.array(["low", "mid", "high"], dtype=object)[np.digitize(score + random.normal(size=n), [-0.8, 0.8])],
        "amount": 5 + 3 * score + random.normal(size=n) * 1.5,
        "visits": random.poisson(np.exp(0.4 * score)).astype(float),
        "cost": np.exp(0.4 * score) * random.gamma(3.0, 1 / 3.0, n) + 1e-3,
    }
    gaps = lambda values: np.where(random.random(n) < 0.1, np.nan, values)
    texts = lambda values: np.where(random.random(n) < 0.1, None, values)
    tables = {
        "numbers": numbers,
        "mixed": {**{f"x{j}": gaps(numbers[f"x{j}"]) for j in range(3)}, "x3": numbers["x3"], "city": texts(city), "size": texts(size)},
        "counts": counts,
    }
    for name, columns in tables.items():
        table = pd.DataFrame({**columns, **targets})
        table[:TRAIN].to_parquet(Path(folder, f"{name}-train.parquet"))
        table[TRAIN:].to_parquet(Path(folder, f"{name}-test.parquet"))


def peer(kind, task, s):
    """The estimator of that kind elsewhere with the settings `s`, or None; and whether its predictions must be ours."""
    import lightgbm as lgb
    from sklearn import ensemble, linear_model, naive_bayes, neighbors, tree
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    class Refined(linear_model.HuberRegressor):
        """Its L-BFGS stops some 1e-5 short of the optimum: from there on, least squares with the weights of the conditions of optimality."""

        def fit(self, X, y):
            super().fit(X, y)
            design = np.column_stack([X, np.ones(len(y))])
            solution, sigma = np.append(self.coef_, self.intercept_), self.scale_
            for _ in range(500):
                off = np.abs(y - design @ solution)
                inside = off <= self.epsilon * sigma
                sigma = np.sqrt(np.sum(off[inside] ** 2) / (len(y) - self.epsilon**2 * np.sum(~inside)))
                roots = np.sqrt(np.where(inside, 1, self.epsilon * sigma / np.maximum(off, 1e-300)))
                solution = np.linalg.lstsq(design * roots[:, None], y * roots, rcond=None)[0]
            self.coef_, self.intercept_ = solution[:-1], solution[-1]
            return self

    classes = task != "number"
    pick = lambda classifier, regressor: classifier if classes else regressor
    forest = {"n_estimators": s.get("trees", 100), "min_samples_leaf": s.get("minSamplesLeaf", 1), "random_state": 1}
    l2 = s.get("l2", 1e-4)
    exact = {
        "logistic": lambda: linear_model.LogisticRegression(C=1 / (l2 * TRAIN), tol=1e-10, max_iter=10_000, solver="newton-cg"),
        "leastSquares": lambda: linear_model.LinearRegression(),
        "ridge": lambda: linear_model.Ridge(alpha=s["alpha"], solver="cholesky"),
        "lasso": lambda: linear_model.Lasso(alpha=s["alpha"], tol=1e-12, max_iter=100_000),
        "elasticNet": lambda: linear_model.ElasticNet(alpha=s["alpha"], l1_ratio=s["l1Ratio"], tol=1e-12, max_iter=100_000),
        "poisson": lambda: linear_model.PoissonRegressor(alpha=s["alpha"], tol=1e-10, solver="newton-cholesky", max_iter=1000),
        "gamma": lambda: linear_model.GammaRegressor(alpha=s["alpha"], tol=1e-10, solver="newton-cholesky", max_iter=1000),
        "tweedie": lambda: linear_model.TweedieRegressor(power=s["power"], alpha=s["alpha"], tol=1e-10, solver="newton-cholesky", max_iter=1000),
        "quantileRegression": lambda: linear_model.QuantileRegressor(quantile=s["quantile"], alpha=s["alpha"], solver="highs"),
        "huberRegression": lambda: make_pipeline(StandardScaler(), Refined(epsilon=s["epsilon"], alpha=0)),
        "nearestNeighbours": lambda: pick(neighbors.KNeighborsClassifier, neighbors.KNeighborsRegressor)(n_neighbors=s["neighbours"]),
        "gaussianBayes": lambda: naive_bayes.GaussianNB(),
        "bernoulliBayes": lambda: naive_bayes.BernoulliNB(),
        "multinomialBayes": lambda: naive_bayes.MultinomialNB(),
    }
    alike = {
        "gbdt": lambda: pick(lgb.LGBMClassifier, lgb.LGBMRegressor)(
            n_estimators=s["trees"], num_leaves=s["leaves"], learning_rate=s["learningRate"], min_child_samples=20, n_jobs=1, verbose=-1
        ),
        "decisionTree": lambda: pick(tree.DecisionTreeClassifier, tree.DecisionTreeRegressor)(max_depth=s["maxDepth"], min_samples_leaf=s["minSamplesLeaf"]),
        "randomForest": lambda: ensemble.RandomForestClassifier(**forest) if classes else ensemble.RandomForestRegressor(**forest),
        "extraTrees": lambda: ensemble.ExtraTreesClassifier(**forest) if classes else ensemble.ExtraTreesRegressor(**forest),
    }
    if kind in exact:
        return exact[kind](), True
    return (alike[kind](), False) if kind in alike else (None, False)


def encoded(kind, train, test):
    """The columns as the peer reads them: LightGBM its own categories, others one-hot with zeros for a missing one, medians and flags for gaps."""
    texts = [name for name in train if train[name].dtype.kind not in "fiu"]
    if not texts:
        return train, test
    if kind == "gbdt":
        known = {name: sorted(train[name].dropna().unique()) for name in texts}
        cast = lambda table: table.assign(**{name: pd.Categorical(table[name], categories=known[name]) for name in texts})
        return cast(train), cast(test)
    numbers = [name for name in train if name not in texts]

    def columns(table):
        made = {}
        for name in numbers:
            made[name] = table[name].fillna(train[name].median()).to_numpy()
            if train[name].isna().any():
                made[f"{name} missing"] = table[name].isna().to_numpy(dtype=float)
        for name in texts:
            for category in sorted(train[name].dropna().unique()):
                made[f"{name}={category}"] = (table[name] == category).to_numpy(dtype=float)
        return pd.DataFrame(made)

    return columns(train), columns(test)


def quality(task, actual, prediction, classes):
    """ROC-AUC (one against the rest, weighted) or the root mean square of the errors."""
    from sklearn.metrics import roc_auc_score

    if task == "number":
        return float(np.sqrt(np.mean((actual - prediction) ** 2)))
    if len(classes) == 2:
        return float(roc_auc_score(actual == classes[1], prediction[:, 1]))
    return float(roc_auc_score(actual, prediction, multi_class="ovr", average="weighted", labels=classes))


def run_onnx(path, table):
    import onnx
    import onnxruntime as ort

    onnx.checker.check_model(onnx.load(path), full_check=True)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(path, options)
    feed = {}
    for spec in session.get_inputs():
        column = table[spec.name]
        if spec.type == "tensor(string)":
            feed[spec.name] = np.array(column.where(column.notna(), ""), dtype=object).reshape(-1, 1)
        else:
            assert spec.type == "tensor(double)", (spec.name, spec.type)
            feed[spec.name] = column.to_numpy(dtype=np.float64).reshape(-1, 1)
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, feed)))


def difference(a, b):
    """Greatest |a − b| relative to the larger of the two; equal values, also infinite ones, differ by 0."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape or np.isnan(a).any() or np.isnan(b).any():
        return 1e300
    scale = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-300)
    return float(np.max(np.where(a == b, 0, np.abs(a - b) / scale)))


def check(folder, case):
    train, test = (pd.read_parquet(Path(folder, f"{case['table']}-{part}.parquet")) for part in ["train", "test"])
    scored = pd.read_parquet(Path(folder, case["scored"]))
    target, task = case["target"], case["task"]
    said = run_onnx(str(Path(folder, case["model"])), test)
    if task == "number":
        ours = scored["prediction"].to_numpy()
        parity = difference(said["prediction"].reshape(-1), ours)
        labels = True
    else:
        ours = np.stack(scored["probabilities"].to_numpy())
        parity = difference(said["probabilities"], ours)
        labels = bool((np.asarray(said["label"]).reshape(-1) == scored["label"].to_numpy()).all())
    actual, classes = test[target].to_numpy(), sorted(train[target].unique()) if task != "number" else []
    found = {"id": case["id"], "parity": parity, "labels": labels, "quality": quality(task, actual, ours, classes)}
    other, exact = peer(case["kind"], task, case["settings"])
    if other is None or not case["peer"]:
        return found
    known, asked = encoded(case["kind"], *(table.drop(columns=TARGETS) for table in [train, test]))
    other.fit(known, train[target])
    theirs = other.predict(asked) if task == "number" else other.predict_proba(asked)
    found["peerQuality"] = quality(task, actual, theirs, classes)
    if exact:
        found["apart"] = float(np.max(np.abs(theirs - ours) / (np.abs(theirs) + (np.std(theirs) if task == "number" else 1e-3))))
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    command, folder = sys.argv[1:]
    if command == "make":
        make(folder)
        print("null")
    else:
        cases = json.loads(Path(folder, "cases.json").read_text())
        print(json.dumps([check(folder, case) for case in cases]))
