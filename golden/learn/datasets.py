"""The four tables of scikit-learn 1.9.1 that the reference values in sklearn.json are computed on: python3 datasets.py

Comma-separated, a header, the last column `target`, numbers in full digits. Sources: breast_cancer (Wolberg, Street and Mangasarian, UCI,
CC BY 4.0), diabetes (Efron, Hastie, Johnstone and Tibshirani, 2004), wine (Forina et al., UCI, CC BY 4.0), digits (Alpaydin and Kaynak,
UCI, CC BY 4.0).
"""
from pathlib import Path
from sklearn import datasets

here = Path(__file__).parent / "data"
for name in ["breast_cancer", "diabetes", "wine", "digits"]:
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    lines = [",".join([*(f"x{j}" for j in range(X.shape[1])), "target"])]
    lines += [",".join(repr(float(v)).removesuffix(".0") for v in [*row, t]) for row, t in zip(X, y)]
    (here / f"{name}.csv").write_text("\n".join(lines) + "\n")
