"""Memory that was freed, given back to the system.

The allocator of glibc keeps what was freed for later, what threads freed for the same threads (mallopt(3), M_ARENA_MAX):
tens of MiB after the reading of a large log, and after the compiling of patterns, that would add to what comes next.
"""

from __future__ import annotations

import ctypes


def trim() -> None:
    """Give freed memory back, where the C library can (malloc_trim(3))."""
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)
