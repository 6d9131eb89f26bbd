"""nginx: `nginx.conf` with all that it includes (nginx's documentation, core and log modules)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from vedette.assets.live.configuration.directives import Directive, nginx_directives, with_included
from vedette.assets.live.configuration.interface import Configured, option, present
from vedette.assets.live.processes import Process
from vedette.assets.live.scene import Scene

_DEFAULTS: Final = (
    "/etc/nginx/nginx.conf", "/usr/local/nginx/conf/nginx.conf", "/usr/local/openresty/nginx/conf/nginx.conf",
    "/usr/local/etc/nginx/nginx.conf",
)  # fmt: skip
_PREFIXES: Final = {"/etc/nginx/nginx.conf": "/usr/share/nginx"}
"""Where relative logs begin, by configuration; elsewhere two folders above it."""
_PASSES: Final = frozenset({"proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "server"})


@dataclass(frozen=True, slots=True)
class Nginx:
    """nginx and OpenResty."""

    name: str = "nginx"

    def read(self, scene: Scene, ports: frozenset[int]) -> Configured:
        """Files, logs of `access_log` and `error_log`, and upstreams."""
        del ports
        process, tree = scene.process, scene.tree
        prefix, given = option(process, "-p"), option(process, "-c")
        path = _absolute(process, given, prefix) if given else next(iter(present(tree, _DEFAULTS)), None)
        if path is None:
            return Configured()
        prefix = prefix or _PREFIXES.get(path) or str(PurePosixPath(path).parent.parent)
        files, directives = with_included(
            tree, path, nginx_directives, frozenset({"include"}), str(PurePosixPath(path).parent)
        )
        return Configured(
            tuple(files), tuple(dict.fromkeys(_logs(directives, prefix))), tuple(_upstreams(directives))
        )


def _absolute(process: Process, path: str, prefix: str | None) -> str:
    if path.startswith("/"):
        return path
    return process.absolute(f"{prefix}/{path}" if prefix else path)


def _logs(directives: list[Directive], prefix: str) -> list[str]:
    paths = [args[0] for name, args in directives if name in {"access_log", "error_log"} and args]
    return [
        path if path.startswith("/") else f"{prefix}/{path}"
        for path in paths
        if path not in {"off", "stderr"}
        and not path.startswith(("syslog:", "memory:", "/dev/"))
        and "$" not in path
    ]


def _upstreams(directives: list[Directive]) -> list[str]:
    found = [args[0] for name, args in directives if name in _PASSES and args]
    return list(dict.fromkeys(place for text in found if (place := upstream(text)) is not None))


def upstream(text: str) -> str | None:
    """`http://unix:/run/a.sock:/x` → `unix:/run/a.sock`; `http://127.0.0.1:8080/x` → `127.0.0.1:8080`."""
    place = text if text.startswith("unix:") else text.partition("://")[2] or text
    if place.startswith("unix:"):
        return "unix:" + place[5:].partition(":")[0].partition("|")[0]
    host = place.partition("/")[0]
    return host if host.rpartition(":")[2].isdigit() else None
