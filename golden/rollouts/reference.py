"""Writes reference.json: MurmurHash3_x86_32 and buckets by mmh3, and the guard's e-values by plain Python. Run: python3 reference.py"""
import importlib.metadata, json, pathlib
import mmh3

texts = ["", "a", "ab", "abc", "abcd", "hello, world", "gr1:123", "groupX:999", "Zürich:ß", "日本:東京", "😀:🚀", "x" * 257] + [f"salt-7:user-{i}" for i in range(40)]
hashes = [[t, s, mmh3.hash(t.encode(), s, signed=False)] for t in texts for s in (0, 86028157, 0xFFFFFFFF)]
buckets = [[salt, unit, mmh3.hash(f"{salt}:{unit}".encode(), 0, signed=False) * 10000 >> 32] for salt in ("gr1", "r-2013", "ü") for unit in ("123", "N14228", "EWR→ORD", "", "0")]

def e_process(ticks):
    """The tick-blocked 2x2 e-process (Turner, Ly, Gruenwald), likelihood ratios multiplied plainly."""
    K = N = 0.0
    e = {l: 1.0 for l in (1.25, 1.5, 2, 3, 5, 10, 20)}
    out = []
    for na, ka, nb, kb in ticks:
        ta = (K + .5) / (N + 25)
        for l in e:
            o = l * ta / (1 - ta); tb = o / (1 + o); t0 = (na * ta + nb * tb) / (na + nb)
            e[l] *= (ta / t0) ** ka * ((1 - ta) / (1 - t0)) ** (na - ka) * (tb / t0) ** kb * ((1 - tb) / (1 - t0)) ** (nb - kb)
        K, N = .9 * K + ka, .9 * N + na
        out.append(sum(e.values()) / len(e))
    return out

ticks = [[450, 9, 50, 1], [460, 11, 40, 3], [440, 8, 60, 4], [450, 10, 50, 4], [455, 9, 45, 3], [90, 2, 90, 5], [100, 1, 100, 9]]
out = {"source": f"mmh3 {importlib.metadata.version('mmh3')}", "hashes": hashes, "buckets": buckets, "guard": {"ticks": ticks, "eValues": e_process(ticks)}}
pathlib.Path(__file__).with_name("reference.json").write_text(json.dumps(out, ensure_ascii=False))
