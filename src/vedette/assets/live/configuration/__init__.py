"""Configuration files and logs of a running server: from its command, its open files and its own configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from vedette.assets.live.configuration.apache_httpd import ApacheHttpd
from vedette.assets.live.configuration.interface import Configuration, Configured, present
from vedette.assets.live.configuration.known_places import CONFIGURATIONS, IN_FOLDER, LOGS
from vedette.assets.live.configuration.nginx import Nginx
from vedette.assets.live.configuration.openssh import OpenSsh
from vedette.assets.live.configuration.postgresql import PostgreSql
from vedette.assets.live.configuration.redis import Redis
from vedette.assets.live.processes import Process
from vedette.assets.live.scene import Scene

PRODUCTS: Final[Mapping[str, Configuration]] = {
    "nginx": Nginx(),
    "apache_httpd": ApacheHttpd(),
    "openssh": OpenSsh(),
    "postgresql": PostgreSql(),
    "redis": Redis(),
}
"""Products whose configuration is read, by id with `_` for `-`."""
_SAME: Final = {"openresty": "nginx", "valkey": "redis"}
"""Products that are configured as another one is."""
_ENDINGS: Final = (".conf", ".cfg", ".cnf", ".ini", ".toml", ".yaml", ".yml", ".json", ".properties", ".xml")
"""Of files that a command names, those that are configuration."""
_NO_LOGS: Final = (
    ".db",
    ".sqlite",
    ".sqlite3",
    ".pid",
    ".sock",
    ".lock",
    ".tmp",
    "-wal",
    "-shm",
    ".journal",
    ".rdb",
    ".aof",
)
"""Endings of files that are open for writing and no logs."""


def configured(product: str | None, scenes: Sequence[Scene], ports: frozenset[int]) -> Configured:
    """All that is known of a service's configuration and logs.

    product: its id; scenes: its processes, the one that the others descend from first.
    """
    scene = scenes[0]
    reader = PRODUCTS.get(_SAME.get(product or "", product or "").replace("-", "_"))
    own = reader.read(scene, ports) if reader else Configured()
    known = [path for pattern in CONFIGURATIONS.get(product or "", ()) for path in scene.tree.glob(pattern)]
    beside = [scene.process.absolute(name) for name in IN_FOLDER.get(product or "", ())]
    files = present(scene.tree, (*own.files, *_named(scene.process), *known, *beside))
    opened = [path for each in scenes for path in _open_logs(each.process)]
    logs = dict.fromkeys((*own.logs, *opened, *present(scene.tree, LOGS.get(product or "", ()))))
    return Configured(files, tuple(logs), own.upstreams)


def _named(process: Process) -> list[str]:
    """Files that the command line names and that look like configuration."""
    values = [argument.partition("=")[2] or argument for argument in process.arguments[1:]]
    return [
        process.absolute(v)
        for v in values
        if v.endswith(_ENDINGS) and len(v) < 4096 and not v.startswith("-")
    ]


def _open_logs(process: Process) -> list[str]:
    """Files that are open for writing and look like logs, by their own name or that of their folder."""
    return [
        file.path
        for file in process.files
        if file.written
        and not file.deleted
        and not file.path.endswith(_NO_LOGS)
        and (file.standard or _is_log(file.path))
    ]


def _is_log(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return "/log/" in path or "/logs/" in path or ".log" in name or name.endswith(("log", ".out", ".err"))
