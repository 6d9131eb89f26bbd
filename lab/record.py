"""Record the example: `python3 lab/record.py --out examples/web-1`, as root, in about three minutes.

Everything runs in network namespaces that are made for it and removed afterwards; nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from recorder import inventory, pack, server, tools
from recorder.capture import captured
from recorder.cast import cast
from recorder.deed import Deed
from recorder.intel import lists
from recorder.network import network, within
from recorder.places import CLIENT_SPACE, LAB, VENV, WORK
from recorder.truth import truth


def record(out: Path) -> None:
    """Install, build, play, and pack; LabError if any of it cannot be done."""
    tools.require()
    tools.install()
    members = cast()
    root, capture, journal = server.lay_out(), WORK / "capture.pcap", WORK / "journal.json"
    began = datetime.now(UTC)
    with (
        network(member.address for member in members),
        server.running(root),
        captured(capture, server.CAPTURED),
    ):
        play = [str(VENV / "bin" / "python"), "-m", "recorder.play", str(root), str(journal)]
        subprocess.run(within(CLIENT_SPACE, *play), cwd=LAB, check=True)
    deeds = [Deed(**each) for each in json.loads(journal.read_text())]
    records = {"inventory.json": inventory.inventory(), "truth.json": truth(members, deeds)}
    pack.pack(out, root, capture, lists(members, began), records)
    print(f"{out}: {len(members)} clients, {len(deeds)} deeds in {datetime.now(UTC) - began}")


def main() -> None:
    """Read the command line and record."""
    parser = argparse.ArgumentParser(description="Record the example incident of web-1.")
    parser.add_argument(
        "--out", type=Path, default=LAB.parent / "examples" / "web-1", help="folder to (re)place"
    )
    options = parser.parse_args()
    # Ended from outside, we still take down what was built.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("record: terminated"))
    try:
        record(options.out.resolve())
    except (tools.LabError, subprocess.CalledProcessError) as problem:
        sys.exit(f"record: {problem}")


if __name__ == "__main__":
    main()
