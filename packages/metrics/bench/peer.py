"""Times the reference implementations on series that come through stdin.

Each request is one JSON line {"task", "n", "window"}, then n float64 scores and n uint8 labels; the answer is one JSON
line {"milliseconds", "value"} in CPU time. The folders of the reference code come from TSAD_PEER_TSBAD and
TSAD_PEER_PATE (clones of TheDatumOrg/TSB-AD and Raminghorbanii/PATE).
"""
import json
import os
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
for name in ("TSAD_PEER_TSBAD", "TSAD_PEER_PATE"):
    if os.environ.get(name):
        sys.path.insert(0, os.environ[name])

tasks = {}
try:
    from TSB_AD.evaluation.basic_metrics import basic_metricor, generate_curve
    from TSB_AD.evaluation.metrics import get_metrics

    grader = basic_metricor()
    tasks["vus"] = lambda s, y, w: float(generate_curve(y, s, w, "opt_mem", 250)[7])
    tasks["points"] = lambda s, y, w: (
        grader.metric_ROC(y, s) + grader.metric_PR(y, s) + grader.metric_PointF1(y, s)
    )
    tasks["tsb-ad"] = lambda s, y, w: float(get_metrics(s, y, w)["Affiliation-F"])
except ImportError:
    pass
try:
    from pate.PATE_metric import PATE

    tasks["pate"] = lambda s, y, w: float(PATE(y, s, w, w, num_splits_MaxBuffer=1))
except ImportError:
    pass

print(json.dumps({"tasks": sorted(tasks)}), flush=True)
for line in sys.stdin.buffer:
    request = json.loads(line)
    n = request["n"]
    scores = np.frombuffer(sys.stdin.buffer.read(8 * n), dtype=np.float64)
    labels = np.frombuffer(sys.stdin.buffer.read(n), dtype=np.uint8).astype(int)
    start = time.process_time()
    value = tasks[request["task"]](scores, labels, request["window"])
    milliseconds = 1000 * (time.process_time() - start)
    print(json.dumps({"milliseconds": milliseconds, "value": value}), flush=True)
