"""The `vedette` command and its exit codes."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Final

import click

from vedette import __version__
from vedette.cli.exit_codes import ExitCode

COMMANDS: Final = {
    "scan": "Find bad clients on vulnerable applications in logs and captures.",
    "read": "Print connections as Vedette reads them.",
    "explain": "Tell what was understood of a line, an address or an alert, and why.",
    "intel": "Ask and inspect threat intelligence.",
    "vulns": "Compare versions, and inspect vulnerabilities.",
    "rules": "List, check and try the rules that recognise attacks.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


class LazyGroup(click.Group):
    """A group whose commands are imported only when one of them is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the registry."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"vedette.cli.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="vedette")
def vedette() -> None:
    """Find clients of bad reputation that reached a vulnerable application, and what they did.

    Data goes to standard output, all else to standard error. Exit codes: 0 done, 1 error, 2 usage,
    3 findings at or above --fail-on, 4 some input could not be read.
    """


def main() -> None:
    """Run the command line."""
    try:
        vedette(standalone_mode=True)
    except BrokenPipeError:  # the reader went away (`| head`): nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.DONE)
