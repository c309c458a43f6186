"""Writes text.json: what scikit-learn 1.9.1 makes of a few texts. Run from anywhere: python3 golden/learn/text.py"""
import json, pathlib
import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer, TfidfVectorizer

texts = ["The cat sat on the mat.", "the DOG ate the cat food", "A mat is a rug", "dogs and cats", "", "naïve café_2 – ÉTÉ über 日本語 x1",
         "a  tab\t\tand\n new line", "don't stop: e-mail me at 10pm, ок?", "mat mat mat dog", "don\u00a0t  \u3000 it's"]
cases = {
    "default": {},
    "counts": {"use_idf": False, "norm": None},
    "binary l1": {"binary": True, "norm": "l1"},
    "sublinear plain": {"sublinear_tf": True, "smooth_idf": False},
    "pairs": {"ngram_range": (1, 2), "min_df": 2},
    "one letter": {"token_pattern": r"(?u)\b\w+\b", "lowercase": False},
    "shares": {"min_df": 0.15, "max_df": 0.3, "use_idf": False},
    "frequent": {"max_features": 3},
    "char": {"analyzer": "char", "ngram_range": (1, 3), "min_df": 2},
    "char long": {"analyzer": "char", "ngram_range": (5, 5)},
    "charWb": {"analyzer": "char_wb", "ngram_range": (1, 4), "min_df": 2},
    "charWb long": {"analyzer": "char_wb", "ngram_range": (5, 6)},
}
values = {}
for name, options in cases.items():
    m = TfidfVectorizer(**options)
    X = m.fit_transform(texts)
    values[name] = {"terms": m.get_feature_names_out().tolist(), "rows": X.toarray().tolist(),
                    "idf": m.idf_.tolist() if options.get("use_idf", True) else None}
hashed = {
    "words": HashingVectorizer(n_features=16),
    "pairs": HashingVectorizer(n_features=7, ngram_range=(1, 2), norm=None),
    "unsigned": HashingVectorizer(n_features=8, alternate_sign=False, norm="l1"),
    "binary": HashingVectorizer(n_features=8, alternate_sign=False, binary=True, norm=None),
    "char": HashingVectorizer(n_features=8, analyzer="char", ngram_range=(2, 3), norm=None),
    "charWb": HashingVectorizer(n_features=8, analyzer="char_wb", ngram_range=(4, 5), norm=None),
}
values["hashed"] = {name: m.transform(texts).toarray().tolist() for name, m in hashed.items()}
values["hashed idf"] = TfidfTransformer().fit_transform(HashingVectorizer(n_features=16, norm=None).transform(texts)).toarray().tolist()
X = TfidfVectorizer().fit_transform(texts)
values["lsa"] = TruncatedSVD(3, algorithm="arpack", tol=0, random_state=0).fit_transform(X).tolist()
repeats = [1, 2, 0, 3, 1, 1, 2, 1, 1, 0]
m = TfidfVectorizer(min_df=2).fit(np.repeat(texts, repeats))
values["weighted"] = {"terms": m.get_feature_names_out().tolist(), "idf": m.idf_.tolist(), "rows": m.transform(texts).toarray().tolist()}
out = pathlib.Path(__file__).with_name("text.json")
out.write_text(json.dumps({"texts": texts, "repeats": repeats, **values}) + "\n")
