"""Writes f-and-digamma.json with SciPy: the F distribution's survival function and ψ. python3 golden/math/f_and_digamma.py"""
import json, pathlib
from scipy import special, stats

f = [(0.5, 1, 10), (3.0, 2, 30), (646.98, 1, 567), (20.0, 9, 1787), (1e-3, 5, 5), (1.0, 7, 3), (2.5, 40, 1e6), (1e6, 2, 4), (0.2, 0.5, 3.5)]
x = [1, 2, 3, 0.5, 1e-3, 9.999, 10, 57, 1e6, 3.75]
out = pathlib.Path(__file__).with_name("f-and-digamma.json")
out.write_text(json.dumps({"f": [[q, a, b, float(stats.f.sf(q, a, b))] for q, a, b in f], "digamma": [[v, float(special.digamma(v))] for v in x]}) + "\n")
