"""Detectors of windows by scikit-learn. Usage: python3 make-windows.py > windows.json"""
import json
import numpy as np
import sklearn
from scipy.spatial.distance import cdist
from sklearn.decomposition import PCA

SEED = 11
rng = np.random.RandomState(SEED)
t = np.arange(260)
series = np.round(3 + np.sin(t / 4) + 0.5 * np.cos(t / 1.7) + 0.2 * rng.randn(t.size), 6)
series[180:184] += 1.5


def windows(x, w):
    return np.lib.stride_tricks.sliding_window_view(x, w)


def pca(w, components):
    train = windows(series[:150], w)
    mean, sd = train.mean(0), train.std(0)
    model = PCA(n_components=components, svd_solver='full').fit((train - mean) / sd)
    own, other = [(cdist((windows(x, w) - mean) / sd, model.components_) / model.explained_variance_ratio_).sum(1)
                  for x in (series[:150], series[150:])]
    return dict(window=w, components=components, own=own.tolist(), other=other.tolist())


print(json.dumps(dict(
    generator=f'scikit-learn {sklearn.__version__}, numpy {np.__version__}', seed=SEED, train=150, series=series.tolist(),
    pca=[pca(12, None), pca(25, 4)],
)))
