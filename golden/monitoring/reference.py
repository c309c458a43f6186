"""Writes reference.json: the 95 % quantile of W1/std/sqrt(1/n+1/m) between two samples of one distribution, simulated. Run: python3 reference.py"""
import json, pathlib
import numpy as np, scipy
from scipy.stats import wasserstein_distance

g = np.random.default_rng(11)
shapes = {
    "normal": (lambda k: g.normal(size=k), 1.0),
    "lognormal": (lambda k: np.exp(0.5 * g.normal(size=k)), float(np.sqrt((np.exp(.25) - 1) * np.exp(.25)))),
    "uniform": (lambda k: g.random(k), float(np.sqrt(1 / 12))),
    "bernoulli": (lambda k: (g.random(k) < .1).astype(float), .3),
}
n, m, repeats = 4000, 1000, 4000
out = {"source": f"SciPy {scipy.__version__}, {repeats} pairs of {n} and {m} values", "factors": {}}
for name, (draw, std) in shapes.items():
    d = [wasserstein_distance(draw(n), draw(m)) / std for _ in range(repeats)]
    out["factors"][name] = {"mean": float(np.mean(d)) / np.sqrt(1 / n + 1 / m), "quantile95": float(np.quantile(d, .95)) / np.sqrt(1 / n + 1 / m)}
pathlib.Path(__file__).with_name("reference.json").write_text(json.dumps(out, indent=1) + "\n")
