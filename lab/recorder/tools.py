"""The programs that are recorded or used: looked for, installed under lab/work, and asked for their versions."""

from __future__ import annotations

import os
import shutil
import subprocess

from .places import NODE, VENV

PYTHON = "/usr/bin/python3"
"""Debian's Python: one in somebody's home could not be run by web-1's unprivileged accounts."""

AIOHTTP = "3.9.1"
VITE = "6.2.2"

DEBIAN_PACKAGES = {
    PYTHON: "python3",
    "ip": "iproute2",
    "ethtool": "ethtool",
    "unshare": "util-linux",
    "mount": "mount",
    "tcpdump": "tcpdump",
    "nginx": "nginx",
    "sshd": "openssh-server",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "rsyslogd": "rsyslog",
    "openssl": "openssl",
    "node": "nodejs",
    "npm": "npm",
    "curl": "curl",
}
"""Program → the Debian package that brings it."""


class LabError(Exception):
    """The recording cannot be made; says what is missing or went wrong, and what to do."""


def run(*words: str) -> str:
    """Run one command to its end and give its output; LabError with its last words if it fails."""
    try:
        done = subprocess.run(words, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as failed:
        raise LabError(f"{' '.join(words)}: {failed.stderr.strip() or failed.returncode}") from failed
    return done.stdout


def require() -> None:
    """Check that we are root and that every program is there."""
    if os.geteuid() != 0:
        raise LabError("recording needs root: it makes network namespaces and mounts")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = {package for tool, package in DEBIAN_PACKAGES.items() if shutil.which(tool) is None}
    if subprocess.run([PYTHON, "-c", "import ensurepip"], check=False, capture_output=True).returncode != 0:
        missing.add("python3-venv")
    if missing:
        raise LabError(
            f"programs are missing: apt-get install --no-install-recommends {' '.join(sorted(missing))}"
        )


def install() -> None:
    """Put the two vulnerable programs under lab/work, unless they are there."""
    if not (VENV / "bin" / "python").exists():
        run(PYTHON, "-m", "venv", str(VENV))
    run(str(VENV / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", f"aiohttp=={AIOHTTP}")
    if not (NODE / "node_modules" / "vite").is_dir():
        run("npm", "install", "--prefix", str(NODE), "--no-fund", "--no-audit", f"vite@{VITE}")


def debian_version(package: str) -> str:
    """The installed version of a Debian package, as dpkg writes it."""
    return run("dpkg-query", "--show", "--showformat=${Version}", package)
