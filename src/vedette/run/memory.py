"""Memory that was freed, given back to the system.

The allocator of glibc keeps what threads freed for the same threads (mallopt(3), M_ARENA_MAX), tens of MiB for each:
after the reading of a large log, whose blocks are gone, that would add to what judging takes.
"""

from __future__ import annotations

import ctypes


def trim() -> None:
    """Give freed memory back, where the C library can (malloc_trim(3))."""
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)
