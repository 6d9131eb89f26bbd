"""web-1 from inside: the first process of its own namespaces, which mounts its files and starts its services.

Run as `python -m recorder.host ROOT VENV NODE_MODULES`; says `ready` when all services listen, and ends with
its standard input. The machine's own accounts, logs and devices are covered: what a service could be made
to give away is a file of the lab.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from .places import HOST, PORTS
from .tools import run

DEVICES = ("null", "zero", "random", "urandom")
LISTEN = "0A"
"""State of a listening socket in /proc/net/tcp (Linux's tcp_states.h)."""

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    "TZ": "UTC",
    "HOME": "/nonexistent",
    # The aiohttp log counts the bytes of a file only where aiohttp sends them itself, not the kernel.
    "AIOHTTP_NOSENDFILE": "1",
}
"""All that the services see of any environment."""

SERVICES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("root", ("/usr/sbin/rsyslogd", "-n", "-f", "/srv/etc/rsyslog.conf", "-i", "/run/rsyslogd.pid")),
    ("root", ("/usr/sbin/nginx", "-c", "/srv/etc/nginx.conf")),
    ("root", ("/usr/sbin/sshd", "-D", "-f", "/srv/etc/sshd_config")),
    ("www-data", ("/srv/venv/bin/python", "/srv/app/app.py")),
    ("www-data", ("node", "/srv/dev/node_modules/vite/bin/vite.js", "--host", "--port", "5173")),
)
"""Who runs what."""


def main(root: Path, venv: Path, node_modules: Path) -> None:
    """Mount, start, say so, wait, stop."""
    socket.sethostname(HOST)
    cover(root, venv, node_modules)
    services = [start(user, command) for user, command in SERVICES]
    try:
        wait_for_ports(services)
        print("ready", flush=True)
        sys.stdin.read()
    finally:
        for service in services:
            service.terminate()
        for service in services:
            service.wait(timeout=5)


def cover(root: Path, venv: Path, node_modules: Path) -> None:
    """Put web-1's files over the machine's, in this mount namespace alone."""
    run("mount", "--make-rprivate", "/")
    run("mount", "--bind", str(venv), str(root / "srv/venv"))
    run("mount", "--bind", str(node_modules), str(root / "srv/dev/node_modules"))
    for device in DEVICES:
        (root / "dev" / device).touch()
        run("mount", "--bind", f"/dev/{device}", str(root / "dev" / device))
    for file in sorted(each for each in (root / "etc").rglob("*") if each.is_file()):
        covered = Path("/etc") / file.relative_to(root / "etc")
        if covered.exists():
            run("mount", "--bind", str(file), str(covered))
    for folder, place in (("run", "/run"), ("log", "/var/log"), ("dev", "/dev"), ("srv", "/srv")):
        run("mount", "--rbind", str(root / folder), place)
    Path("/run/sshd").mkdir(mode=0o755)
    for path in ("/var/log/aiohttp", "/srv/dev"):
        shutil.chown(path, "www-data", "www-data")


def start(user: str, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """One service, in the foreground, with nothing of our environment; its own words go to web-1's logs."""
    with Path("/var/log", f"{Path(command[0]).name}.out").open("wb") as words:
        return subprocess.Popen(
            command,
            user=user,
            group=user,
            extra_groups=[],
            env=ENVIRONMENT,
            cwd="/srv/dev",
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
        )


def wait_for_ports(services: list[subprocess.Popen[bytes]], patience: float = 30.0) -> None:
    """Return when every service listens. The kernel is asked, so that no log shows a connection of ours."""
    until = time.monotonic() + patience
    while missing := set(PORTS.values()) - listening():
        ended = [service.args for service in services if service.poll() is not None]
        if ended or time.monotonic() > until:
            sys.exit(f"web-1: nobody listens on {sorted(missing)}; ended: {ended}")
        time.sleep(0.1)


def listening() -> set[int]:
    """TCP ports that somebody listens on, in this network namespace."""
    ports: set[int] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            if state == LISTEN:
                ports.add(int(local.rpartition(":")[2], 16))
    return ports


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
