"""One service from inside: covers the machine's own accounts, and becomes the service: `PLACE COMMAND…`.

Run in mount and process namespaces of its own. What the service could be made to give away is a file of the lab.
"""

from __future__ import annotations

import os
import pwd
import sys
from pathlib import Path

from recorder.places import LAB
from recorder.tools import run

COVERED = ("passwd", "group", "hosts")
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "TZ": "UTC",
    "HOME": "/var/log",
    "NODE_ENV": "production",
    "NEXT_TELEMETRY_DISABLED": "1",
}
"""All that the service sees of any environment."""


def main(place: Path, command: list[str]) -> None:
    """Cover, step down to an unprivileged account, and start."""
    run("mount", "--make-rprivate", "/")
    for name in COVERED:
        run("mount", "--bind", str(LAB / "web-1" / "etc" / name), f"/etc/{name}")
    run("mount", "--bind", str(place), "/srv")
    run("mount", "--bind", str(place / "log"), "/var/log")
    words = os.open("/var/log/words", os.O_WRONLY | os.O_CREAT, 0o644)
    account = pwd.getpwnam("www-data")
    for stream in (1, 2):
        os.dup2(words, stream)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    os.chdir("/srv/program")
    os.execvpe(command[0], command, ENVIRONMENT)  # noqa: S606 - what the registry names


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
