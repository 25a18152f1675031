"""Local level model by maximum likelihood, from statsmodels. Usage: python3 make-local-level.py > local-level.json"""
import json
import numpy as np
import statsmodels
from statsmodels.tsa.statespace.structural import UnobservedComponents

SEED = 4
rng = np.random.RandomState(SEED)
cases = []
for noise, drift, n in [(1.0, 0.1, 300), (0.2, 1.0, 200), (2.0, 0.01, 400)]:
    level = 50 + np.cumsum(np.sqrt(drift) * rng.randn(n))
    y = level + np.sqrt(noise) * rng.randn(n)
    model = UnobservedComponents(y, 'local level', use_exact_diffuse=True)
    fit = model.fit(disp=0, method='powell', maxiter=10000, xtol=1e-10, ftol=1e-14)
    irregular, level_variance = fit.params
    given = model.smooth([noise, drift])
    cases.append(dict(
        values=y.tolist(), noise=float(irregular), drift=float(level_variance), logLikelihood=float(fit.llf),
        trueNoise=noise, trueDrift=drift,
        standardised=np.abs(given.filter_results.standardized_forecasts_error[0, 1:]).tolist(),
    ))
print(json.dumps(dict(generator=f'statsmodels {statsmodels.__version__}, numpy {np.__version__}', seed=SEED, cases=cases)))
