"""One side of a comparison in a warm process: loads its data once, then runs whenever it is asked to.

`python -m speed.worker MODULE:FUNCTION SMALL CITY ANSWER` runs under either interpreter. The small city comes
first, so that whatever is imported or compiled on a first call is there before anything is measured. A line
"run" on stdin asks for one run; the line on stdout is its seconds, its CPU seconds and by how many MB it
raised the memory. A line "save" asks for what the last run found to be saved as ANSWER.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np


def main() -> None:
    """Load the data, then answer until stdin ends."""
    module, _, function = sys.argv[1].partition(":")
    small, city, answer = (Path(each) for each in sys.argv[2:])
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # some peers print from C
    prepare = getattr(import_module(module), function)
    prepare(small).run()
    prepared = prepare(city)
    found: Any = None
    for asked in sys.stdin:
        if asked.strip() == "save":
            np.save(answer, prepared.answer(found))
            print("saved", file=replies, flush=True)
            continue
        found = None
        gc.collect()
        before_mb = resident_mb()
        begin, begin_cpu = time.perf_counter(), time.process_time()
        found = prepared.run()
        seconds, cpu_s = time.perf_counter() - begin, time.process_time() - begin_cpu
        print(json.dumps([seconds, cpu_s, peak_mb() - before_mb]), file=replies, flush=True)


def resident_mb() -> float:
    """Return the memory now in use, after the system's note of its peak was set back to that."""
    if not Path("/proc/self/clear_refs").exists():
        return peak_mb()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_mb()


def peak_mb() -> float:
    """Return the peak of the process's memory in MB."""
    if Path("/proc/self/status").exists():
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2  # bytes on macOS


if __name__ == "__main__":
    main()
