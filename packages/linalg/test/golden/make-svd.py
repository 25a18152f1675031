"""Singular values of matrices of doubles, to 20 digits.

mpmath 1.2.1 with 120 digits on the exact value of every double (for most of these matrices numpy's svd has no correct
digit in the smallest value). No random numbers: run it to get svd.json again.

    python3 make-svd.py > svd.json
"""

import json
import math
import sys

from mpmath import mp, mpf, matrix, svd_r, nstr

mp.dps = 120


def waves(rows, cols):
    """A well-conditioned, unstructured matrix."""
    return [[math.sin(1 + 3 * i * i + 7 * i * j + j) + 3.0 * (i == j) for j in range(cols)] for i in range(rows)]


def scaled(a, left, right):
    return [[a[i][j] * 2.0 ** left(i) * 2.0 ** right(j) for j in range(len(a[0]))] for i in range(len(a))]


def kahan(n, theta):
    s, c = math.sin(theta), math.cos(theta)
    return [[s**i * (1.0 if i == j else -c if j > i else 0.0) for j in range(n)] for i in range(n)]


cases = {
    # name: (matrix, relative accuracy the entries determine: a few eps, or eps times the condition number)
    "columns graded over 2^-200": (scaled(waves(8, 6), lambda i: 0, lambda j: -40 * j), 1e-14),
    "rows graded over 2^-210": (scaled(waves(7, 7), lambda i: -35 * i, lambda j: 0), 1e-14),
    "rows and columns graded, out of order": (
        scaled(waves(6, 6), lambda i: -60 * ((i * 5) % 6), lambda j: 30 * ((j * 7) % 6)),
        1e-14,
    ),
    "wide, columns graded upwards": (scaled(waves(4, 9), lambda i: -50 * i, lambda j: 0), 1e-14),
    "Kahan 20, theta 1.2": (kahan(20, 1.2), 1e-13),
    "Vandermonde 6 of powers of 4": ([[4.0 ** (i * j) for j in range(6)] for i in range(6)], 1e-13),
    "Hilbert 5": ([[1.0 / (i + j + 1) for j in range(5)] for i in range(5)], 1e-10),
    "Hilbert 9": ([[1.0 / (i + j + 1) for j in range(9)] for i in range(9)], 1e-4),
}

out = {}
for name, (a, rtol) in cases.items():
    exact = matrix([[mpf(x) for x in row] for row in a])
    rows, cols = len(a), len(a[0])
    values = svd_r(exact if rows >= cols else exact.T, compute_uv=False)
    out[name] = {
        "rows": rows,
        "cols": cols,
        "a": [x for row in a for x in row],
        "values": [float(nstr(v, 20)) for v in values],
        "rtol": rtol,
    }
json.dump(out, sys.stdout)
