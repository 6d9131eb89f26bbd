"""Memory is given back where the C library can."""

import ctypes
import gc
import os
import subprocess
import sys

from vedette import memory


def test_freed_memory_is_given_back_to_the_system(monkeypatch):
    asked = []
    library = type("Library", (), {"malloc_trim": staticmethod(asked.append)})
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    memory.trim()
    assert asked == [0]


def test_a_library_that_cannot_is_left_alone(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    memory.trim()


def test_polars_is_told_to_give_back_what_it_frees_unless_the_environment_says_otherwise(monkeypatch):
    monkeypatch.setenv(memory.SETTING, "")
    monkeypatch.delenv(memory.SETTING)
    memory.spare()
    assert os.environ[memory.SETTING] == memory.SPARING
    monkeypatch.setenv(memory.SETTING, "dirty_decay_ms:7")
    memory.spare()
    assert os.environ[memory.SETTING] == "dirty_decay_ms:7"


FREED = """
import time
from vedette.memory import spare
if {spared}: spare()
import polars as pl
rows = pl.DataFrame({{"a": range(5_000_000)}})
for _ in range(3): rows = rows.with_columns(pl.col("a") + 1)
del rows
ends = time.monotonic() + 0.2
while time.monotonic() < ends: pl.DataFrame({{"a": range(10_000)}}).select(pl.col("a") + 1)
print(int(open("/proc/self/status").read().split("VmRSS:")[1].split()[0]))
"""


def resident_after_much_was_freed(*, spared):
    """KiB of a process of its own."""
    command = [sys.executable, "-c", FREED.format(spared=spared)]
    own = {name: value for name, value in os.environ.items() if name != memory.SETTING}
    return int(subprocess.run(command, env=own, capture_output=True, text=True, check=True).stdout)


def test_polars_gives_back_what_it_frees():
    assert resident_after_much_was_freed(spared=True) < 0.8 * resident_after_much_was_freed(spared=False)


def test_the_search_for_cycles_rests_and_goes_on_as_before():
    with memory.without_collection():
        assert not gc.isenabled()
        with memory.without_collection():
            pass
        assert not gc.isenabled(), "who rests already goes on resting"
    assert gc.isenabled()
