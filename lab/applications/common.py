"""What several recordings have in common: visitors that mean no harm, and signs that a try worked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from recorder.crowd import BROWSERS
from recorder.places import LAB

from .application import Ask, Release, Visit

ACCOUNTS = tuple(Path(LAB, "web-1", "etc", "passwd").read_bytes().splitlines())
"""The lines of the accounts' file: all of them in an answer are a leak."""

COMMAND_OUTPUT = (b"uid=33(www-data) gid=33(www-data)",)
"""What `id` says there."""

CALLBACK_PORT = 8443
"""Where attackers wait for the server to call."""


def visitors(targets: Iterable[str], count: int = 5) -> tuple[Visit, ...]:
    """Clients on no list that read some pages of both services."""
    asks = tuple(Ask(target) for target in targets)
    return tuple(
        Visit(f"198.51.100.{30 + number}", "reads some pages", asks, release, BROWSERS[number], listed=False)
        for number in range(count)
        for release in Release
    )
