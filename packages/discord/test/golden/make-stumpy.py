"""Makes stumpy.json: profiles of stumpy on small series. Run: python make-stumpy.py > stumpy.json

Needs stumpy (used: commit 60283ff of github.com/stumpy-dev/stumpy, of June 2025), numba 0.56.4, numpy 1.24.2.
Seed 20. Series are stored, so that readers need no generator. Infinite distances are stored as null.
"""
import json
import sys

import numpy as np
import stumpy

random = np.random.RandomState(20)


def season(n):
    t = np.arange(n)
    return np.sin(2 * np.pi * t / 23) + 0.1 * random.randn(n)


def rounded(values):
    return [float(np.round(value, 4)) if np.isfinite(value) else None for value in values]


flat = season(220)
flat[40:80] = 0.25
flat[150:190] = -1.0
gaps = season(200)
gaps[[50, 51, 120]] = np.nan
series = {
    "noise": random.randn(200),
    "walk": np.cumsum(random.randn(200)),
    "season": season(240),
    "flat": flat,
    "gaps": gaps,
    "offset": 1e6 + season(180),
}
series = {name: rounded(values) for name, values in series.items()}
cases = []


def profile(result, k):
    distances = np.asarray(result[:, :k], dtype=float).ravel()
    return {
        "distances": [float(d) if np.isfinite(d) else None for d in distances],
        "indices": [int(i) for i in np.asarray(result[:, k : 2 * k]).ravel()],
        "left": [int(i) for i in result[:, 2 * k]],
        "right": [int(i) for i in result[:, 2 * k + 1]],
    }


for name, values in series.items():
    x = np.array([np.nan if value is None else value for value in values])
    for window, k in ((16, 1), (25, 3)):
        cases.append({"join": "self", "series": name, "window": window, "k": k, **profile(stumpy.stump(x, window, k=k), k)})
    y = np.array(series["walk"])
    ab = stumpy.stump(x, 20, y, ignore_trivial=False)
    cases.append({"join": "ab", "series": name, "reference": "walk", "window": 20, "k": 1, **profile(ab, 1)})
    if name in ("noise", "season"):
        raw = stumpy.stump(x, 20, normalize=False)
        cases.append({"join": "self", "distance": "raw", "series": name, "window": 20, "k": 1, **profile(raw, 1)})
json.dump({"generator": "stumpy 60283ff, seed 20", "series": series, "cases": cases}, sys.stdout)
