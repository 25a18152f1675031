"""Times stumpy on request: one line "self n m" or "stream n m" in, one line of CPU seconds out. Needs numba and stumpy."""
import sys
import time

import numpy as np
import stumpy

random = np.random.RandomState(1)
warm = random.randn(500)
stumpy.stump(warm, 20)
stumpy.stumpi(warm, 20, egress=False).update(0.0)
print("ready", flush=True)
for line in sys.stdin:
    kind, n, m = line.split()
    values = random.randn(int(n))
    if kind == "self":
        start = time.process_time()
        stumpy.stump(values, int(m))
        print(time.process_time() - start, flush=True)
    else:
        stream = stumpy.stumpi(values, int(m), egress=True)
        more = random.randn(50)
        start = time.process_time()
        for value in more:
            stream.update(value)
        print((time.process_time() - start) / 50, flush=True)
