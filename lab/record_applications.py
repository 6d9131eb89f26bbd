"""Record single applications under attack: `python3 lab/record_applications.py [NAME…]`, as root.

Everything runs in network namespaces that are made for it and removed afterwards; nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path

from applications.application import Application, Release
from applications.pack import pack
from applications.registry import APPLICATIONS
from applications.server import install, running
from recorder import tools
from recorder.capture import captured
from recorder.network import network, within
from recorder.places import CLIENT_SPACE, LAB, WORK


def record(application: Application, out: Path) -> None:
    """Install, start both services, play, and pack; LabError if any of it cannot be done."""
    for release in Release:
        install(application, release)
    capture, journal = WORK / "application.pcap", WORK / "application.json"
    clients = sorted({visit.address for visit in application.visits})
    with (
        network(clients),
        running(application, Release.VULNERABLE),
        running(application, Release.PATCHED),
        captured(capture, "tcp"),
    ):
        play = [sys.executable, "-m", "applications.play", application.name, str(journal)]
        subprocess.run(within(CLIENT_SPACE, *play), cwd=LAB, check=True)
    pack(out, application, capture, json.loads(journal.read_text()))
    print(f"{out}: {len(application.visits)} visits")


def main() -> None:
    """Read the command line and record."""
    parser = argparse.ArgumentParser(description="Record applications under attack.")
    parser.add_argument("names", nargs="*", help="which; all if none is named")
    names = parser.parse_args().names or list(APPLICATIONS)
    # Ended from outside, we still take down what was built.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("record: terminated"))
    try:
        tools.require()
        for name in names:
            record(APPLICATIONS[name], LAB.parent / "examples" / name)
    except (tools.LabError, subprocess.CalledProcessError) as problem:
        sys.exit(f"record: {problem}")


if __name__ == "__main__":
    main()
