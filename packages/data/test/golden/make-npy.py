"""Golden .npy and .npz files, written by numpy itself: python make-npy.py  (numpy 1.24.2, seed 7)."""
import base64
import io
import json
import pathlib

import numpy as np

rng = np.random.default_rng(7)


def encode(save, *args, **kwargs):
    buffer = io.BytesIO()
    save(buffer, *args, **kwargs)
    return base64.b64encode(buffer.getvalue()).decode()


def values(array):
    flat = np.asarray(array).ravel(order="C")
    return [str(int(x)) if flat.dtype.kind in "iub" else float(x).hex() for x in flat]


cases = []
for dtype in ["<f8", ">f8", "<f4", ">f4", "<f2", "<i1", "<u1", "<i2", ">i2", "<u2", "<i4", "<u4", ">u4", "<i8", "<u8", "?"]:
    for shape in [(5,), (2, 3), (2, 3, 4), (), (0,), (0, 3)]:
        for order in "CF":
            kind = np.dtype(dtype).kind
            x = rng.normal(size=shape) * 50 if kind == "f" else rng.integers(0, 2 if kind == "b" else 120, size=shape)
            x = np.array(np.asarray(x).astype(dtype), order=order)
            cases.append({"dtype": dtype, "shape": list(shape), "order": order,
                          "file": encode(np.save, x), "values": values(x)})
special = np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324, 1.7976931348623157e308])
cases.append({"dtype": "<f8", "shape": [6], "order": "C", "file": encode(np.save, special),
              "values": ["nan", "inf", "-inf", "-0", float(5e-324).hex(), float(special[5]).hex()]})
refused = {
    "complex": encode(np.save, np.zeros(2, dtype=complex)),
    "text": encode(np.save, np.array(["a", "bc"])),
    "record": encode(np.save, np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4")])),
    "object": encode(np.save, np.array([None, 1], dtype=object), allow_pickle=True),
    "date": encode(np.save, np.array(["2020-01-01"], dtype="datetime64[D]")),
}
arrays = {"values": rng.normal(size=(4, 2)), "labels": np.array([0, 1, 0, 1], dtype=np.uint8), "long": np.zeros(300)}
archives = {
    "stored": encode(np.savez, **arrays),
    "deflated": encode(np.savez_compressed, **arrays),
}
out = {
    "made": "numpy %s, default_rng(7), make-npy.py; floats as hexadecimal, integers as decimal" % np.__version__,
    "cases": cases,
    "refused": refused,
    "archives": archives,
    "archiveValues": values(arrays["values"]),
}
pathlib.Path(__file__).with_name("npy.json").write_text(json.dumps(out, indent=1) + "\n")
