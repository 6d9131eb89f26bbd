"""Captures of what enters and leaves the server."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .network import within
from .places import WEB_SPACE
from .tools import LabError

SETTLING = 1.0
"""Seconds that the capture goes on after the last client has gone, for the last packets."""


@contextmanager
def captured(path: Path, what: str) -> Iterator[None]:
    """A capture of the server's interface, whole packets, from before the first to after the last.

    what: which packets, as tcpdump is told (pcap-filter(7)).
    """
    whole = ("-s", "0", "-U", "--immediate-mode")
    command = ["tcpdump", "-i", "eth0", *whole, "-Z", "root", "-w", str(path), what]
    sniffer = subprocess.Popen(within(WEB_SPACE, *command), stderr=subprocess.PIPE, text=True)
    try:
        word = sniffer.stderr.readline() if sniffer.stderr else ""
        if "listening on eth0" not in word:
            raise LabError(f"tcpdump did not start: {word.strip()}")
        yield
        time.sleep(SETTLING)
    finally:
        sniffer.send_signal(signal.SIGINT)
        sniffer.communicate(timeout=10)
