"""CrowdSec with the scenarios for web servers that come with it, run over a log of requests, and then it ends.

Needs Debian's package crowdsec (1.4.6), which holds its hub. Nothing of the machine's own CrowdSec is used or changed:
settings, data and database are copies in a folder, the central service is left out, and its interface, which it does
not do without, listens on a free port of the loopback.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SETTINGS: Final = Path("/etc/crowdsec")
DATA: Final = Path("/var/lib/crowdsec/data")
HUB: Final = Path("/var/lib/crowdsec/hub")
_PRIVATE: Final = ("*credentials*", "config.yaml*", "acquis*", "notifications")
_MISNAMED: Final = ("path_traversal.txt", "http_path_traversal.txt")
"""The package has a list under the first name, of which a scenario asks for the second."""
_TOLD: Final = re.compile(r"Ip (\S+) performed '")
_TIMED: Final = Path(__file__).with_name("timed.py")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run over a log took, and told."""

    cpu_seconds: float
    mebibytes: float
    clients: frozenset[str]
    """Those that it tells of."""


class CrowdSec:
    """An installation of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError where it is not installed."""
        if shutil.which("crowdsec") is None:
            raise FileNotFoundError("crowdsec is not installed")
        self._settings, self._log, self._data = folder / "etc", folder / "requests.log", folder / "data"
        shutil.copytree(SETTINGS, self._settings, symlinks=True, ignore=shutil.ignore_patterns(*_PRIVATE))
        shutil.copytree(DATA, self._data, ignore=shutil.ignore_patterns("*.db*"))
        shutil.copy(self._data / _MISNAMED[0], self._data / _MISNAMED[1])
        self._configuration = self._settings / "config.yaml"
        self._configuration.write_text(json.dumps(self._content()), "utf-8")  # JSON is YAML too
        self._register()

    def over(self, lines: Sequence[str]) -> Run:
        """A run over access log lines of nginx."""
        self._log.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        command = [
            "crowdsec",
            "-c",
            str(self._configuration),
            "-dsn",
            f"file://{self._log}",
            "-type",
            "nginx",
        ]
        output = self._log.with_suffix(".out")
        with output.open("w") as file:
            done = subprocess.run(
                [sys.executable, str(_TIMED), "sh", "-c", 'exec "$0" "$@" 2>&1', *command, "-no-capi"],
                stdout=file, stderr=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
        figures = json.loads(done.stderr.splitlines()[-1])
        told = frozenset(_TOLD.findall(output.read_text("utf-8", "replace")))
        return Run(figures["cpu_seconds"], figures["mebibytes"], told)

    def _content(self) -> dict[str, object]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            address = f"127.0.0.1:{free.getsockname()[1]}"
        credentials = self._settings / "credentials.yaml"
        credentials.write_text(
            json.dumps({"url": f"http://{address}", "login": "benchmark", "password": ""}), "utf-8"
        )
        return {
            "common": {"daemonize": False, "log_media": "stdout", "log_level": "info", "working_dir": "."},
            "config_paths": {
                "config_dir": f"{self._settings}/", "data_dir": f"{self._data}/",
                "simulation_path": str(self._settings / "simulation.yaml"),
                "hub_dir": f"{HUB}/", "index_path": str(HUB / ".index.json"),
                "notification_dir": str(self._settings), "plugin_dir": str(self._settings),
            },
            "crowdsec_service": {"parser_routines": 1},
            "cscli": {"output": "human"},
            "db_config": {"type": "sqlite", "db_path": str(self._data / "crowdsec.db"), "use_wal": True},
            "api": {
                "client": {"credentials_path": str(credentials)},
                "server": {"listen_uri": address, "profiles_path": str(self._settings / "profiles.yaml")},
            },
            "prometheus": {"enabled": False},
        }  # fmt: skip

    def _register(self) -> None:
        """Makes the machine known to its own interface."""
        command = ["cscli", "-c", str(self._configuration), "machines", "add", "benchmark", "--force"]
        credentials = str(self._settings / "credentials.yaml")
        subprocess.run(
            [*command, "--password", "benchmark", "-f", credentials], check=True, capture_output=True
        )
