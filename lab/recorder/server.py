"""web-1 from outside: its files are laid out, it is started and stopped."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .network import within
from .places import HOST, LAB, NODE, VENV, WEB_SPACE, WORK
from .tools import LabError, run

PASSWORDS = {"deploy": "spring-tide-7", "mvogel": "correct-horse-1987", "tlund": "three-rivers-42"}
"""The logins of web-1, invented like their owners."""

CAPTURED = "(tcp or udp) and not tcp port 80"
"""What is captured: the web site's crowd is in its access log; this is everything else that enters or leaves web-1."""


def lay_out() -> Path:
    """A fresh tree of web-1's files under lab/work: configuration, accounts, key, empty logs."""
    # Hidden, so that no checker of the sources takes the copied application for a second one.
    root = WORK / f".{HOST}"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(LAB / HOST, root)
    for folder in ("run", "dev", "log/nginx", "log/aiohttp", "srv/venv", "srv/dev/node_modules"):
        (root / folder).mkdir(parents=True)
    (root / "etc" / "hostname").write_text(f"{HOST}\n")
    (root / "etc" / "shadow").write_text(_shadow(root / "etc" / "passwd"))
    (root / "etc" / "shadow").chmod(0o640)
    run(
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-C",
        HOST,
        "-f",
        str(root / "srv/etc/ssh_host_ed25519_key"),
    )
    return root


@contextmanager
def running(root: Path) -> Iterator[None]:
    """web-1 with all its services answering; ended with every process in it."""
    command = within(
        WEB_SPACE, "unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"
    )
    inside = [sys.executable, "-m", "recorder.host", str(root), str(VENV), str(NODE / "node_modules")]
    # Its standard input is its lease of life: web-1 shuts down when we close it, or die.
    host = subprocess.Popen(
        [*command, *inside], cwd=LAB, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        word = host.stdout.readline().strip() if host.stdout else ""
        if word != "ready":
            raise LabError(f"web-1 did not start: {word or 'see the messages above'}")
        yield
    finally:
        _end(host)


def _shadow(passwd: Path) -> str:
    users = [line.split(":")[0] for line in passwd.read_text().splitlines()]
    return "".join(f"{user}:{_hashed(user)}:20000:0:99999:7:::\n" for user in users)


def _hashed(user: str) -> str:
    password = PASSWORDS.get(user)
    return "*" if password is None else run("openssl", "passwd", "-6", "-salt", "parcels", password).strip()


def _end(host: subprocess.Popen[str]) -> None:
    if host.stdin:
        host.stdin.close()
    try:
        host.wait(timeout=10)
    except subprocess.TimeoutExpired:
        host.kill()
        host.wait()
