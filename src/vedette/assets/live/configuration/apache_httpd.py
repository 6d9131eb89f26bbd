"""Apache HTTP Server: `apache2.conf` or `httpd.conf` with all that it includes (its manual, core and log modules)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from vedette.assets.live.configuration.directives import line_directives, with_included
from vedette.assets.live.configuration.interface import Configured, option, present
from vedette.assets.live.configuration.nginx import upstream
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree

_DEFAULTS: Final = (
    "/etc/apache2/apache2.conf", "/etc/httpd/conf/httpd.conf", "/usr/local/apache2/conf/httpd.conf",
    "/etc/apache2/httpd.conf",
)  # fmt: skip
_ROOTS: Final = {"/etc/apache2/apache2.conf": "/etc/apache2", "/etc/httpd/conf/httpd.conf": "/etc/httpd"}
_LOGS: Final = frozenset({"customlog", "errorlog", "transferlog", "forensiclog"})
_PASSES: Final = frozenset({"proxypass", "proxypassmatch", "sethandler", "balancermember"})
_DEBIAN: Final = {"APACHE_LOG_DIR": "/var/log/apache2", "APACHE_RUN_DIR": "/var/run/apache2"}
"""Variables that Debian's own start script sets."""


@dataclass(frozen=True, slots=True)
class ApacheHttpd:
    """Apache HTTP Server."""

    name: str = "apache_httpd"

    def read(self, scene: Scene, ports: frozenset[int]) -> Configured:
        """Files, logs and upstreams."""
        del ports
        process, tree = scene.process, scene.tree
        root, given = option(process, "-d"), option(process, "-f")
        if given:
            path: str | None = given if given.startswith("/") else process.absolute(f"{root or '.'}/{given}")
        else:
            own = (
                [f"{root}/{name}" for name in ("apache2.conf", "conf/httpd.conf", "httpd.conf")]
                if root
                else []
            )
            path = next(iter(present(tree, [*own, *_DEFAULTS])), None)
        if path is None:
            return Configured()
        variables = {**_DEBIAN, **process.environment}

        def substituted(text: str) -> str:
            for name, value in variables.items():
                text = text.replace(f"${{{name}}}", value)
            return text

        base = root or _declared_root(tree, path) or _ROOTS.get(path) or str(PurePosixPath(path).parent)
        files, directives = with_included(
            tree, path, line_directives, frozenset({"include", "includeoptional"}), base, substituted
        )
        logs = [substituted(args[0]) for name, args in directives if name.lower() in _LOGS and args]
        passes = [args[-1] for name, args in directives if name.lower() in _PASSES and args]
        return Configured(
            tuple(files),
            tuple(
                dict.fromkeys(
                    log if log.startswith("/") else f"{base}/{log}"
                    for log in logs
                    if not log.startswith(("|", "syslog", "/dev/")) and "$" not in log
                )
            ),
            tuple(dict.fromkeys(place for text in passes if (place := upstream(_socket(text))) is not None)),
        )


def _declared_root(tree: Tree, path: str) -> str | None:
    text = tree.text(path, 1 << 20) or ""
    return next(
        (args[0] for name, args in line_directives(text) if name.lower() == "serverroot" and args), None
    )


def _socket(text: str) -> str:
    """`proxy:unix:/run/php.sock|fcgi://localhost` → `unix:/run/php.sock`."""
    return text.removeprefix("proxy:")
