"""Redis and Valkey: `redis.conf` (the comments of that file).

The server overwrites its command line, so that the file it was started with is not in it any more. Then it is one of
the known places, or a file that the process still holds the path of and that names the port on which it listens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.assets.live.configuration.directives import Directive, line_directives, with_included
from vedette.assets.live.configuration.interface import MOST_CONFIGURATION, Configured, present
from vedette.assets.live.figures import is_decimal
from vedette.assets.live.memory import remembered_paths
from vedette.assets.live.processes import Process
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree

_DEFAULTS: Final = ("/etc/redis/redis.conf", "/etc/redis.conf", "/etc/valkey/valkey.conf")
_USUAL_PORT: Final = 6379


@dataclass(frozen=True, slots=True)
class Redis:
    """Redis and what was forked from it."""

    name: str = "redis"

    def read(self, scene: Scene, ports: frozenset[int]) -> Configured:
        """Files and the log of `logfile`."""
        process, tree = scene.process, scene.tree
        arguments = [process.absolute(a) for a in process.arguments[1:2] if not a.startswith("-")]
        remembered = remembered_paths(scene.machine, process.pid, b".conf")
        held = sorted(path for path in (remembered.paths if remembered else ()) if path.endswith(".conf"))
        for path in present(tree, (*arguments, *held, *_DEFAULTS)):
            if _ports(list(line_directives(tree.text(path, MOST_CONFIGURATION) or ""))) & ports:
                return _configured(process, tree, path)
        return Configured()


def _ports(directives: list[Directive]) -> set[int]:
    given = [args[0] for name, args in directives if name in {"port", "tls-port"} and args]
    return {int(port) for port in given if is_decimal(port)} or {_USUAL_PORT}


def _configured(process: Process, tree: Tree, path: str) -> Configured:
    files, directives = with_included(
        tree, path, line_directives, frozenset({"include"}), str(process.folder)
    )
    settings = {name: arguments[0] for name, arguments in directives if arguments}
    log = settings.get("logfile")
    if not log or log == "stdout":
        return Configured(tuple(files))
    return Configured(
        tuple(files), (log if log.startswith("/") else f"{settings.get('dir', process.folder)}/{log}",)
    )
