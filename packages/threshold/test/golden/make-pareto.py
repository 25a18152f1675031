"""Golden values of the generalized Pareto distribution from scipy.

Run with Python 3.11, numpy 1.24.2, scipy 1.10.1: python3 make-pareto.py > pareto.json
The fit is scipy.stats.genpareto's negative log-likelihood (nnlf) minimised from a grid of starting values with tight
tolerances, because genpareto.fit stops at about 1e-4. Seed 20.
"""
import json

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.stats import genpareto

SEED = 20
rng = np.random.default_rng(SEED)


def fit(values):
    best = None
    for shape in (-0.3, 0.0, 0.1, 0.3, 0.8):
        start = [shape, np.log(np.mean(values))]
        if shape < 0:
            start[1] = np.log(-1.05 * shape * np.max(values))
        loss = lambda p: genpareto.nnlf((p[0], 0.0, np.exp(p[1])), values)
        for _ in range(4):
            found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-11, "fatol": 1e-13, "maxiter": 20000})
            start = found.x
        if np.isfinite(found.fun) and (best is None or found.fun < best.fun):
            best = found
    return float(best.x[0]), float(np.exp(best.x[1])), float(best.fun)


cases = []
for shape, scale, n in [(0.0, 1.0, 50), (0.0, 3.0, 400), (0.25, 1.0, 200), (0.5, 2e-6, 300), (-0.2, 5e7, 300), (0.1, 1.0, 80), (-0.1, 1.0, 500), (0.7, 1.0, 400)]:
    values = genpareto.rvs(shape, scale=scale, size=n, random_state=rng)
    values = np.array([float(f"{v:.6g}") for v in values])
    got_shape, got_scale, loss = fit(values)
    cases.append({"excesses": values.tolist(), "shape": got_shape, "scale": got_scale, "negativeLogLikelihood": loss})

tail = []
for shape in (-0.4, -0.1, 0.0, 1e-9, 0.2, 1.0):
    for excess in (0.0, 0.1, 1.0, 2.0, 10.0, 200.0):
        tail.append([shape, 1.5, excess, float(genpareto.sf(excess, shape, scale=1.5))])
quantiles = []
for shape in (-0.4, -0.1, 0.0, 0.2, 1.0):
    for probability in (1.0, 0.5, 1e-2, 1e-6):
        quantiles.append([shape, 1.5, probability, float(genpareto.isf(probability, shape, scale=1.5))])

print(json.dumps({
    "generator": f"scipy {scipy.__version__}, numpy {np.__version__}, seed {SEED}",
    "cases": cases,
    "survival": tail,
    "quantile": quantiles,
}))
