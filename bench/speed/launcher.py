"""Run a command and print its exit code, seconds, CPU seconds and peak memory in MB.

The system counts the memory of the process that starts a command as the command's, so this one is small.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time


def main() -> None:
    """Run the arguments as a command; its own output goes to stderr."""
    begin = time.perf_counter()
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=sys.stderr)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
    unit = 1024**2 if sys.platform == "darwin" else 1024
    measured = [seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit]
    print(json.dumps([os.waitstatus_to_exitcode(status), *measured]))


if __name__ == "__main__":
    main()
