"""Groups of commands that are imported only when one of them is run, so that `--help` answers at once."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands stand in modules of one package, one file a command.

    package: where the modules are: `vedette.cli.assets`; registry: every command with its line of help. The module and
    the command in it have the command's name, with `_` behind it where that word is Python's own (`import_.py`).
    """

    def __init__(
        self, *args: Any, package: str = "vedette.cli", registry: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self._registry = registry

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the registry."""
        del ctx
        return list(self._registry)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; its module is imported now."""
        del ctx
        if cmd_name not in self._registry:
            return None
        name = python_name(cmd_name)
        command = getattr(import_module(f"{self._package}.{name}"), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self._registry.items()))


def python_name(command: str) -> str:
    """The name of a command's module: `import` → `import_`, `not-judged` → `not_judged`."""
    name = command.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) or hasattr(builtins, name) else name
