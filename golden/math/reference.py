"""Writes reference.json: what SciPy says about the distributions and tests of src/math. Run: python3 reference.py"""
import json, pathlib
import numpy as np, scipy
from scipy import special, stats

A = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0]
B = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]
D3r = stats.norm.ppf((np.arange(1, 1001) - 0.5) / 1000)
D3c = 0.3 + 1.2 * stats.norm.ppf((np.arange(1, 801) - 0.5) / 800)
ties_a = [1, 1, 2, 2, 2, 3, 5, 5, 8]
ties_b = [1, 2, 3, 3, 3, 5, 8, 8, 8, 9, 9]

def ks(a, b):
    r = stats.ks_2samp(a, b, method="exact" if len(a) * len(b) <= 10000 else "asymp")
    lim = float(special.kolmogorov(np.sqrt(len(a) * len(b) / (len(a) + len(b))) * r.statistic))
    return {"a": list(map(float, a)), "b": list(map(float, b)), "statistic": float(r.statistic), "exact": float(r.pvalue) if len(a) * len(b) <= 10000 else None,
            "limit": lim, "wasserstein": float(stats.wasserstein_distance(a, b))}

def chi(r, c):
    x = stats.chi2_contingency(np.array([r, c]), correction=False)
    return {"reference": r, "current": c, "statistic": float(x.statistic), "degrees": int(x.dof), "p": float(x.pvalue)}

BH = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1]
out = {
    "source": f"SciPy {scipy.__version__}, NumPy {np.__version__}",
    "normalCdf": [[z, float(stats.norm.cdf(z))] for z in [-37.5, -12, -8, -5, -3.1, -1.96, -1, -.25, -1e-9, 0, 1e-9, .5, 1.2815515655, 2.5, 4, 8]],
    "normalQuantile": [[p, float(stats.norm.ppf(p))] for p in [1e-300, 1e-100, 1e-20, 1e-8, .001, .025, .07, .075, .2, .4999, .5, .7, .925, .975, .999999]],
    "logGamma": [[x, float(special.gammaln(x))] for x in [.01, .1, .5, 1.5, 2.5, 3, 7.25, 50, 1234.5, 3e5]],
    "gammaQ": [[a, x, float(special.gammaincc(a, x))] for a in [.5, 1, 2.5, 10, 99.5, 600] for x in [.01, .7, 2, 9, 11, 80, 110, 620]],
    "chiSquare": [[x, k, float(stats.chi2.sf(x, k))] for k in [1, 2, 5, 19, 199] for x in [.1, 3.84, 10, 25, 220, 400]],
    "kolmogorov": [[x, float(special.kolmogorov(x))] for x in [.05, .2, .4, .6, .82, 1, 1.0999, 1.1001, 1.36, 1.63, 2, 3, 5]],
    "ks": [ks(A, B), ks(D3r, D3c), ks(ties_a, ties_b), ks(A, B[:3]), ks(list(range(60)), [x + 7.5 for x in range(100)])],
    "contingency": [chi([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]), chi([500, 300, 200], [80, 70, 50]), chi([900, 100], [210, 40])],
    "fisher": [[t, float(stats.fisher_exact([[t[0], t[1]], [t[2], t[3]]]).pvalue)] for t in [[3, 997, 4, 196], [0, 5000, 50, 150], [8, 2, 1, 5], [1, 9, 11, 3], [0, 10, 0, 12], [5, 5, 5, 5]]],
    "benjaminiHochberg": {"p": BH, "adjusted": [float(x) for x in stats.false_discovery_control(BH, method="bh")]},
    "wilson": [[k, n, *map(float, stats.binomtest(k, n).proportion_ci(method="wilson"))] for k, n in [(0, 10), (1, 10), (5, 10), (37, 1000), (1000, 1000)]],
}
pathlib.Path(__file__).with_name("reference.json").write_text(json.dumps(out, indent=1))
