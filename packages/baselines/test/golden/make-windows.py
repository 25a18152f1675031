"""Detectors of windows by scikit-learn. Usage: python3 make-windows.py > windows.json"""
import json
import numpy as np
import sklearn
from scipy.spatial.distance import cdist
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import KernelDensity, LocalOutlierFactor, NearestNeighbors

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


def standardised(w):
    train = windows(series[:150], w)
    mean, sd = train.mean(0), train.std(0)
    return [(windows(x, w) - mean) / sd for x in (series[:150], series[150:])]


def knn(w, k):
    own, other = standardised(w)
    model = NearestNeighbors(n_neighbors=k).fit(own)
    return dict(window=w, neighbours=k, own=model.kneighbors()[0].tolist(), other=model.kneighbors(other)[0].tolist())


def lof(w, k):
    own, other = standardised(w)
    model = LocalOutlierFactor(n_neighbors=k, novelty=True).fit(own)
    return dict(window=w, neighbours=k, own=(-model.negative_outlier_factor_).tolist(),
                other=(-model.score_samples(other)).tolist())


table = np.round(rng.randn(120, 3) * [1, 10, 0.1] + [0, 5, 0], 6)
table[100:110] *= 3
mean, sd = table[:80].mean(0), table[:80].std(0)
own, other = (table[:80] - mean) / sd, (table[80:] - mean) / sd


def density(bandwidth):
    h = bandwidth or 80 ** (-1 / 7)
    fit = lambda x: KernelDensity(bandwidth=h, rtol=0).fit(x)
    alone = [float(-fit(np.delete(own, i, 0)).score_samples(own[i:i + 1])[0]) for i in range(80)]
    return dict(bandwidth=bandwidth, own=alone, other=(-fit(own).score_samples(other)).tolist())


forest = IsolationForest(n_estimators=5000, max_samples=64, random_state=SEED).fit(table[:80])

print(json.dumps(dict(
    generator=f'scikit-learn {sklearn.__version__}, numpy {np.__version__}', seed=SEED, train=150, series=series.tolist(),
    pca=[pca(12, None), pca(25, 4)], knn=[knn(12, 5), knn(30, 12)], lof=[lof(12, 10), lof(25, 20)],
    table=table.ravel().tolist(), density=[density(None), density(0.3)],
    forest=(-forest.score_samples(table)).tolist(),
)))
