"""Detectors of rows by scikit-learn. Usage: python3 make-rows.py > rows.json"""
import json
import numpy as np
import sklearn
from sklearn.covariance import EmpiricalCovariance
from sklearn.decomposition import PCA
from sklearn.neighbors import KernelDensity
from sklearn.svm import OneClassSVM

SEED = 23
rng = np.random.RandomState(SEED)
mix = rng.randn(5, 5)
table = rng.randn(150, 5) @ mix * [1, 20, 0.1, 3, 1] + [0, 5, 0, -100, 1]
table[70:100] += [4, 0, 0.4, 6, -2]
table[140:] *= 1.7
table = np.round(table, 6)
train, test = table[:100], table[100:]
mean, sd = train.mean(0), train.std(0)
own, other = (train - mean) / sd, (test - mean) / sd


def svm(nu, gamma, standardise):
    x, y = (own, other) if standardise else (train, test)
    model = OneClassSVM(nu=nu, gamma='scale' if gamma is None else gamma, tol=1e-10).fit(x)
    return dict(nu=nu, gamma=gamma, standardise=standardise, supports=len(model.support_),
                own=(-model.decision_function(x)).tolist(), other=(-model.decision_function(y)).tolist())


def density(share, bandwidth):
    pca = PCA(n_components=None if share == 1 else share, whiten=True, svd_solver='full').fit(own)
    # scikit-learn whitens by the variance with n - 1.
    u, v = [pca.transform(x) / np.sqrt((len(own) - 1) / len(own)) for x in (own, other)]
    h = bandwidth or len(own) ** (-1 / (u.shape[1] + 4))
    model = KernelDensity(bandwidth=h, rtol=0).fit(u)
    return dict(share=share, bandwidth=bandwidth, components=u.shape[1], other=(-model.score_samples(v)).tolist())


gaussian = EmpiricalCovariance().fit(train)
print(json.dumps(dict(
    generator=f'scikit-learn {sklearn.__version__}, numpy {np.__version__}', seed=SEED, train=100, columns=5,
    table=table.ravel().tolist(),
    # Where nu times rows is a whole number the offset may not be unique.
    svm=[svm(0.105, None, True), svm(0.505, 0.05, True), svm(0.025, 1.0, True), svm(0.305, 0.002, False)],
    density=[density(0.9, None), density(1, 0.4)],
    mahalanobis=np.sqrt(gaussian.mahalanobis(table)).tolist(),
)))
