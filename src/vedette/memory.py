"""Memory that was freed, given back to the system.

The allocator of glibc keeps what was freed for later, what threads freed for the same threads (mallopt(3), M_ARENA_MAX):
tens of MiB after the reading of a large log, and after the compiling of patterns, that would add to what comes next.
Polars has an allocator of its own, jemalloc, with a pool for each thread, which keep what was freed for half a second, and
afterwards until the system asks for it (jemalloc(3): opt.narenas, opt.dirty_decay_ms, opt.muzzy_decay_ms): a fifth of
the memory of a scan, a third where tables are read.
"""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SETTING: Final = "_RJEM_MALLOC_CONF"
SPARING: Final = "narenas:1,dirty_decay_ms:50,muzzy_decay_ms:0"
"""What is freed waits for whichever thread asks next, not for long; to wait for nobody costs more than it saves."""


def spare() -> None:
    """Have Polars give freed memory back soon, unless the environment says otherwise; before it is imported."""
    os.environ.setdefault(SETTING, SPARING)


def trim() -> None:
    """Give freed memory back, where the C library can (malloc_trim(3))."""
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for reference cycles: for what makes many objects and no cycles, each of which every search visits."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            _age()
            gc.enable()


def _age() -> None:
    """Have what was made count as old: else the next search, which comes at once, visits all of it to find no cycle."""
    if gc.get_freeze_count() == 0:
        gc.freeze()
        gc.unfreeze()
