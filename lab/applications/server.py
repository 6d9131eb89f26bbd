"""One service from outside: its program installed under lab/work, started in the server's network namespace."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recorder.network import within
from recorder.places import LAB, WEB_SPACE, WORK
from recorder.tools import PYTHON, LabError, run

from .application import Application, Release, Side

PORTS = {Release.VULNERABLE: 8001, Release.PATCHED: 8002}
"""Where the two services listen."""

STARTING = 60.0
"""Seconds that a service may take until it listens."""


def folder(application: Application, release: Release) -> Path:
    """Where one service's program, packages and logs stand."""
    return WORK / "applications" / application.name / release


def install(application: Application, release: Release) -> None:
    """Put program and packages in place, unless they are there; logs start anew."""
    place = folder(application, release)
    shutil.rmtree(place / "log", ignore_errors=True)
    (place / "log").mkdir(parents=True)
    shutil.chown(place / "log", "www-data", "www-data")
    if (place / "done").exists():
        return
    shutil.rmtree(place / "program", ignore_errors=True)
    shutil.copytree(LAB / "applications" / "programs" / application.name, place / "program")
    _packages(application.installer, application.sides[release], place)
    if application.prepare:
        subprocess.run(application.prepare, cwd=place / "program", check=True, stdout=subprocess.DEVNULL)
    (place / "done").touch()


def _packages(installer: str, side: Side, place: Path) -> None:
    if installer == "npm":
        run("npm", "install", "--prefix", str(place / "program"), "--no-fund", "--no-audit", *side.packages)
        return
    if not (place / "installed").exists():
        run(PYTHON, "-m", "venv", str(place / "installed"))
    run(str(place / "installed/bin/pip"), "install", "--quiet", "--disable-pip-version-check", *side.packages)


@contextmanager
def running(application: Application, release: Release) -> Iterator[None]:
    """The service, listening; ended with every process that it started."""
    place, port = folder(application, release), PORTS[release]
    command = [word.replace("PORT", str(port)) for word in application.command]
    spaces = within(WEB_SPACE, "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    inside = [sys.executable, "-m", "applications.inside", str(place), *command]
    service = subprocess.Popen([*spaces, *inside], cwd=LAB, stdin=subprocess.DEVNULL)
    try:
        _wait_for(port, service)
        yield
    finally:
        # unshare lets no gentler signal pass; its end ends the service.
        service.kill()
        service.wait(timeout=10)


def _wait_for(port: int, service: subprocess.Popen[bytes]) -> None:
    """Return when somebody listens on the port. The kernel is asked, so that no log shows a connection of ours."""
    until = time.monotonic() + STARTING
    while f":{port} " not in run(*within(WEB_SPACE, "ss", "-ltnH")):
        if service.poll() is not None or time.monotonic() > until:
            raise LabError(f"nobody listens on port {port}: see {service.args!r}")
        time.sleep(0.2)
