"""OpenSSH: `sshd_config` (sshd_config(5)). It logs by syslog, under the facility `AUTH`, or to the file of `-E`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.assets.live.configuration.directives import line_directives, with_included
from vedette.assets.live.configuration.interface import Configured, option, present
from vedette.assets.live.scene import Scene

_DEFAULT: Final = "/etc/ssh/sshd_config"
_SYSLOG: Final = ("/var/log/auth.log", "/var/log/secure")
"""Where distributions write what is logged under `AUTH`: Debian's, and Red Hat's."""


@dataclass(frozen=True, slots=True)
class OpenSsh:
    """OpenSSH's server."""

    name: str = "openssh"

    def read(self, scene: Scene, ports: frozenset[int]) -> Configured:
        """Files and logs."""
        del ports
        process, tree = scene.process, scene.tree
        given = option(process, "-f")
        path = process.absolute(given) if given else _DEFAULT
        files, _ = with_included(tree, path, line_directives, frozenset({"include"}), "/etc/ssh")
        own = option(process, "-E")
        return Configured(tuple(files), (process.absolute(own),) if own else present(tree, _SYSLOG))
