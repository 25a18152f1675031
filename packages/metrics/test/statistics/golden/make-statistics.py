"""Golden values of the statistics from scipy, statsmodels and mpmath. Writes statistics.json beside itself.

Run: python3 make-statistics.py   (made with Python 3.11, numpy 1.24, scipy 1.10, statsmodels 0.13, mpmath 1.2)
"""

import json
import platform
import sys
import warnings
from pathlib import Path

import mpmath
import numpy as np
import scipy
import scipy.stats._resampling as resampling
import statsmodels
from scipy import special, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

SEED = 20260713
MASK = 0xFFFFFFFF
rng = np.random.default_rng(SEED)
mpmath.mp.dps = 40
warnings.simplefilter("ignore")


class Xoshiro:
    """xoshiro128** with the seeding of createRandom in @tsad/core, so that both sides draw the same resamples."""

    def __init__(self, seed):
        low, high = seed & MASK, (seed // 2**32) & MASK
        self.words = []
        for i in range(4):
            low = (low + 0x9E3779B9) & MASK
            self.words.append(self.finalise(self.finalise(low) ^ high ^ i))

    @staticmethod
    def finalise(h):
        h = ((h ^ (h >> 16)) * 0x85EBCA6B) & MASK
        h = ((h ^ (h >> 13)) * 0xC2B2AE35) & MASK
        return h ^ (h >> 16)

    @staticmethod
    def rotate(x, k):
        return ((x << k) | (x >> (32 - k))) & MASK

    def next(self):
        a, b, c, d = self.words
        result = (self.rotate((b * 5) & MASK, 7) * 9) & MASK
        t = (b << 9) & MASK
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        self.words = [a, b, c, self.rotate(d, 11)]
        return result

    def integer(self, bound):
        limit = 2**32 - 2**32 % bound
        while True:
            word = self.next()
            if word < limit:
                return word % bound


def normal_cases():
    z = [-37.5, -30.0, -20.0, -12.0, -8.0, -5.0, -3.0, -2.0, -1.5, -1.41, -1.0, -0.5, -0.1, -1e-5, 0.0, 1e-9, 0.3, 1.0,
         1.4142, 1.5, 2.0, 3.0, 6.0, 8.2]
    p = [1e-300, 1e-100, 1e-30, 1e-16, 1e-10, 1e-5, 0.001, 0.0125, 0.025, 0.05, 0.1, 0.3, 0.49, 0.4999999, 0.5, 0.51,
         0.8, 0.95, 0.975, 0.999, 0.99999999]
    return {
        "z": z,
        "cdf": [float(v) for v in special.ndtr(z)],
        "cdfExact": [float(mpmath.ncdf(mpmath.mpf(v))) for v in z],
        "p": p,
        "quantile": [float(v) for v in special.ndtri(p)],
    }


def gamma_cases():
    rows = []
    for a in [0.5, 1.0, 1.5, 2.0, 4.5, 9.5, 10.0, 24.5, 100.0, 1000.0]:
        for factor in [1e-6, 0.01, 0.3, 0.8, 0.97, 1.0, 1.03, 1.5, 3.0, 12.0]:
            x = a * factor
            q = float(mpmath.gammainc(a, x, mpmath.inf, regularized=True))
            if q > 1e-290:
                rows.append({"a": a, "x": x, "q": float(special.gammaincc(a, x)), "exact": q})
    return rows


def beta_cases():
    rows = []
    for df1 in [1, 2, 3, 9, 39]:
        for df2 in [1, 2, 5, 20, 117, 2250, 25000]:
            for f in [1e-4, 0.1, 0.5, 0.98, 1.0, 1.3, 2.5, 6.0, 40.0]:
                a, b, x = mpmath.mpf(df2) / 2, mpmath.mpf(df1) / 2, mpmath.mpf(df2) / (df2 + df1 * mpmath.mpf(f))
                exact = float(mpmath.betainc(a, b, 0, x, regularized=True))
                if exact > 1e-250:
                    rows.append({"df1": df1, "df2": df2, "f": f, "sf": float(stats.f.sf(f, df1, df2)), "exact": exact})
    return rows


def range_tail(q, k):
    """P(range > q) to about 25 digits: 1 - k * integral of phi(z) [Phi(z + q) - Phi(z)]^(k - 1)."""
    q = mpmath.mpf(q)

    def density(z):
        return mpmath.npdf(z) * (mpmath.ncdf(z + q) - mpmath.ncdf(z)) ** (k - 1)

    points = [-q - 12, -q - 4, -q, -q / 2 - 2, -q / 2, -q / 2 + 2, 0, 4, 12]
    return 1 - k * mpmath.quad(density, sorted(set(points)))


def range_cases():
    exact = [{"q": q, "k": k, "sf": float(range_tail(q, k))}
             for k in [2, 3, 5, 10, 24, 40] for q in [0.05, 0.7, 2.0, 3.5, 5.0, 8.0]]
    tail = [{"q": q, "k": k, "sf": float(stats.studentized_range.sf(q, k, np.inf))}
            for k in [2, 3, 4, 7, 10, 20, 50] for q in [0.5, 1.5, 3.0, 4.0]]
    quantile = [{"alpha": alpha, "k": k, "q": float(stats.studentized_range.ppf(1 - alpha, k, np.inf))}
                for k in [2, 3, 5, 10, 30] for alpha in [0.01, 0.05, 0.1, 0.5]]
    return {"exact": exact, "tail": tail, "quantile": quantile}


def wilcoxon_cases():
    rows = []
    for n in [1, 2, 3, 5, 8, 10, 15, 25, 40, 50]:
        for shift in [0.0, 0.6]:
            x = np.round(rng.normal(shift, 1, n), 6).tolist()
            results = []
            for alternative in ["two-sided", "greater", "less"]:
                r = stats.wilcoxon(x, alternative=alternative, method="exact")
                results.append({"zeros": "wilcox", "alternative": alternative, "continuity": False,
                                "statistic": float(r.statistic), "pValue": float(r.pvalue)})
            rows.append({"x": x, "y": None, "method": "exact", "results": results})
    for n in [12, 30, 64, 250]:
        x = rng.integers(0, 8, n).astype(float)
        y = rng.integers(0, 7, n).astype(float)
        results = []
        for zeros in ["wilcox", "pratt"]:
            for alternative in ["two-sided", "greater", "less"]:
                for continuity in [False, True]:
                    r = stats.wilcoxon(x, y, zero_method=zeros, alternative=alternative, correction=continuity,
                                       method="approx")
                    results.append({"zeros": zeros, "alternative": alternative, "continuity": continuity,
                                    "statistic": float(r.statistic), "pValue": float(r.pvalue)})
        rows.append({"x": x.tolist(), "y": y.tolist(), "method": "normal", "results": results})
    return rows


def table_cases():
    rows = []
    for series, methods, ties in [(4, 3, False), (5, 3, True), (12, 4, False), (30, 6, True), (64, 10, False),
                                  (120, 24, True)]:
        table = rng.normal(0, 1, (series, methods)) + np.linspace(0, 0.8, methods)
        table = np.round(table, 0 if ties else 3)
        ranks = np.apply_along_axis(stats.rankdata, 1, -table)
        mean = ranks.mean(axis=0)
        chi, p = stats.friedmanchisquare(*table.T)
        f = (series - 1) * chi / (series * (methods - 1) - chi)
        unit = np.sqrt(methods * (methods + 1) / (12 * series))
        pairs = np.abs(mean[:, None] - mean[None, :]) / unit
        rows.append({
            "scores": table.tolist(), "averageRanks": mean.tolist(), "chiSquare": float(chi), "pValue": float(p),
            "f": float(f), "fPValue": float(stats.f.sf(f, methods - 1, (methods - 1) * (series - 1))),
            "nemenyi": [float(v) for v in stats.studentized_range.sf(pairs.ravel(), methods, np.inf)],
            "criticalDifference": float(stats.studentized_range.ppf(0.95, methods, np.inf) * unit),
        })
    return rows


def holm_cases():
    cases = [rng.uniform(0, 1, m) ** 3 for m in [1, 2, 5, 20]] + [np.array([0.01, 0.01, 0.04, 1.0, 0.0])]
    return [{"p": p.tolist(), "adjusted": multipletests(p, method="holm")[1].tolist()} for p in cases]


def wilson_cases():
    rows = []
    for successes, trials in [(0, 1), (1, 1), (0, 20), (154, 250), (142, 250), (116, 146), (250, 250), (3, 7)]:
        for confidence in [0.8, 0.95, 0.999]:
            r = stats.binomtest(successes, trials).proportion_ci(confidence, method="wilson")
            other = proportion_confint(successes, trials, 1 - confidence, method="wilson")
            assert abs(r.low - other[0]) < 1e-12 and abs(r.high - other[1]) < 1e-12
            rows.append({"successes": successes, "trials": trials, "confidence": confidence, "low": float(r.low),
                         "high": float(r.high)})
    return rows


def bootstrap_cases():
    """scipy's intervals on our own resamples: its index generator is replaced by the one of @tsad/core."""
    rows = []
    original = resampling.rng_integers
    statistics = {"mean": lambda x, axis=-1: np.mean(x, axis=axis), "median": lambda x, axis=-1: np.median(x, axis=axis),
                  "deviation": lambda x, axis=-1: np.std(x, axis=axis)}
    for n, name, seed, confidence in [(12, "mean", 1, 0.95), (30, "mean", 2, 0.9), (64, "mean", 2**33 + 5, 0.95),
                                      (25, "median", 3, 0.95), (30, "deviation", 4, 0.8)]:
        values = np.round(rng.exponential(1, n), 8)
        for method in ["bca", "percentile"]:
            random = Xoshiro(seed)

            def draw(_state, _low, high, size):
                return np.array([random.integer(high) for _ in range(size[0] * size[1])]).reshape(size)

            resampling.rng_integers = draw
            r = stats.bootstrap((values,), statistics[name], n_resamples=999, confidence_level=confidence,
                                method="BCa" if method == "bca" else method, vectorized=True)
            resampling.rng_integers = original
            rows.append({"values": values.tolist(), "statistic": name, "seed": seed, "confidence": confidence,
                         "method": method, "resamples": 999, "low": float(r.confidence_interval.low),
                         "high": float(r.confidence_interval.high), "standardError": float(r.standard_error)})
    return rows


def bootstrap_spread():
    """Ends of scipy's BCa interval with its own generator: mean and standard deviation over 40 repetitions."""
    values = np.round(rng.gamma(2, 0.1, 40) - 0.15, 8)
    ends = np.array([stats.bootstrap((values,), np.mean, n_resamples=9999, method="BCa",
                                     random_state=np.random.default_rng(SEED + i)).confidence_interval
                     for i in range(40)])
    return {"values": values.tolist(), "mean": ends.mean(axis=0).tolist(), "sd": ends.std(axis=0, ddof=1).tolist()}


def effect_cases():
    rows = []
    for n, digits in [(2, 3), (9, 0), (40, 1), (250, 6)]:
        x = np.round(rng.normal(0.4, 1, n), digits)
        y = np.round(rng.normal(0, 1, n), digits)
        d = x - y
        kept = d[d != 0]
        ranks = stats.rankdata(np.abs(kept))
        rows.append({"x": x.tolist(), "y": y.tolist(), "cohenDz": float(d.mean() / d.std(ddof=1)),
                     "t": float(stats.ttest_rel(x, y).statistic),
                     "rankBiserial": float((ranks * np.sign(kept)).sum() / ranks.sum()),
                     "superiority": float((d > 0).mean() + (d == 0).mean() / 2)})
    return rows


golden = {
    "made": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
             "statsmodels": statsmodels.__version__, "mpmath": mpmath.__version__, "seed": SEED},
    "normal": normal_cases(), "gamma": gamma_cases(), "beta": beta_cases(), "range": range_cases(),
    "wilcoxon": wilcoxon_cases(), "tables": table_cases(), "holm": holm_cases(), "wilson": wilson_cases(),
    "bootstrap": bootstrap_cases(), "bootstrapSpread": bootstrap_spread(), "effects": effect_cases(),
}
target = Path(__file__).with_name("statistics.json")
target.write_text(json.dumps(golden, allow_nan=False) + "\n")
print(target.stat().st_size, "bytes", file=sys.stderr)
