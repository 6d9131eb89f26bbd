"""What it means to know a server's configuration: which files it reads, and where it writes its logs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from glob import escape
from typing import Final, Protocol

from vedette.assets.live.processes import Process
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree

MOST_CONFIGURATION: Final = 4 << 20
"""Bytes of one configuration file."""
MOST_FILES: Final = 500
"""Configuration files of one service, those that are included among them."""


@dataclass(frozen=True, slots=True)
class Configured:
    """What a server's configuration says, as far as it matters here."""

    files: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    """Paths, not yet patterns."""
    upstreams: tuple[str, ...] = ()
    """Whom it passes requests on to: `unix:/run/app.sock`, `127.0.0.1:8080`."""


class Configuration(Protocol):
    """How one product is configured."""

    @property
    def name(self) -> str:
        """The product's id, with `_` for `-`: also the module's and the test's name."""
        ...

    def read(self, scene: Scene, ports: frozenset[int]) -> Configured:
        """Its configuration. What is missing or may not be read is left out.

        ports: on which the process listens, for products whose configuration must be recognised by them.
        """
        ...


def option(process: Process, *flags: str) -> str | None:
    """The value of an option in the command line, as `-c FILE`, `-cFILE` or `--config=FILE`; the last one counts.

    Servers that overwrite their command line leave one text with blanks in it, which is parted at these.
    """
    arguments = process.arguments
    if len(arguments) == 1:
        arguments = tuple(arguments[0].split())
    value = None
    for index, argument in enumerate(arguments):
        for flag in flags:
            if argument == flag and index + 1 < len(arguments):
                value = arguments[index + 1]
            elif flag.startswith("--") and argument.startswith(f"{flag}="):
                value = argument.partition("=")[2]
            elif len(flag) == 2 and argument.startswith(flag) and len(argument) > 2 and argument[2] != "-":
                value = argument[2:]
    return value


def present(tree: Tree, paths: Iterable[str]) -> tuple[str, ...]:
    """Those of the paths that are files, each once."""
    return tuple(path for path in dict.fromkeys(paths) if tree.is_file(path))


def patterns(logs: Iterable[str]) -> tuple[str, ...]:
    """Patterns of the logs and of what rotating makes of them: `/var/log/nginx/access.log*`."""
    return tuple(dict.fromkeys(f"{escape(path)}*" for path in logs))
