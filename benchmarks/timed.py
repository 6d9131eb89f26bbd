"""Runs a command and says what it took: `python timed.py COMMAND...`, as JSON on standard error.

A process of its own, because the kernel counts the memory of whoever starts a command into the command's peak.
"""

import json
import os
import subprocess
import sys
import time

before = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stderr=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
figures = {
    "seconds": time.perf_counter() - before,
    "cpu_seconds": used.ru_utime + used.ru_stime,
    "mebibytes": used.ru_maxrss / 1024,
}
print(json.dumps(figures), file=sys.stderr)
