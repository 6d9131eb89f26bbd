"""Exit codes: part of the published contract."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    FINDINGS = 3
    """Findings at or above `--fail-on`, or disagreements found."""
    PARTIAL = 4
    """Some input could not be read; the result stands for the rest."""
