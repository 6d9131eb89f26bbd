"""A server of PostgreSQL for tests: its own data folder, a Unix socket, nothing on the network."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from vedette.store.places import Server


def programs():
    """The folder of the server's programs, of the latest version; skips where there is none."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    folders = [folder for folder in folders if (folder / "postgres").exists()]
    if not folders:
        pytest.skip("no PostgreSQL server is installed")
    return folders[-1]


PASSWORD = "tested"


class Databases:
    """A running server, which makes databases."""

    def __init__(self, socket, programs):
        self.socket, self._programs = socket, programs
        self._numbers = count()

    def new(self):
        """An empty database."""
        name = f"of_{os.getpid()}_{next(self._numbers)}"
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE template0")
        return Server(f"postgresql://vedette@/{name}?host={self.socket}", PASSWORD)

    def sql(self, database, statement):
        """Have the server's owner run a statement."""
        psql = [self._programs / "psql", "-qAtX", "-h", self.socket, "-U", "vedette", "-d", database]
        environment = {**os.environ, "PGPASSWORD": PASSWORD}
        done = subprocess.run(
            [*psql, "-c", statement], check=True, capture_output=True, text=True, env=environment
        )
        return done.stdout


@contextmanager
def running():
    """Start a server, and stop it; as somebody else where root would, which it refuses."""
    bin_ = programs()
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="vedette-postgresql-"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    init = [
        "-A",
        "scram-sha-256",
        "--pwfile",
        secret,
        "-U",
        "vedette",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    options = f"-c listen_addresses= -k {folder} -F"

    def run(*command):
        subprocess.run(command, user=user, cwd=folder, check=True, capture_output=True)

    control = [bin_ / "pg_ctl", "-D", data, "-w", "-t", "60"]
    try:
        run(bin_ / "initdb", "-D", data, *init)
        # Its output goes to a file: a server that keeps the pipe would keep whoever waits for its end.
        run(*control, "-l", folder / "log", "-o", options, "start")
        try:
            folder.chmod(0o711)
            yield Databases(folder, bin_)
        finally:
            with suppress(subprocess.CalledProcessError):
                run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
