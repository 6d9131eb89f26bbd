"""The `vedette` command and its exit codes."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import IO, Any, Final

import click

from vedette import __version__
from vedette.cli.escape import printable
from vedette.cli.exit_codes import ExitCode
from vedette.model.errors import VedetteError

COMMANDS: Final = {
    "scan": "Find bad clients on vulnerable applications in logs and captures.",
    "read": "Print connections as Vedette reads them.",
    "sources": "Tell what was recognised in each file, what was not, and what would help.",
    "explain": "Tell what was understood of a line, an address or an alert, and why.",
    "intel": "Ask and inspect threat intelligence.",
    "vulns": "Compare versions, and inspect vulnerabilities.",
    "rules": "List, check and try the rules that recognise attacks.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


class Failure(click.ClickException):
    """An error of ours, told in one line."""

    exit_code = ExitCode.ERROR

    def show(self, file: IO[Any] | None = None) -> None:
        """Tell it on standard error: `vedette: list.txt: no such file or directory`."""
        click.echo(f"vedette: {printable(self.message)}", file=file, err=True)


class LazyGroup(click.Group):
    """A group whose commands are imported only when one of them is run."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Its errors end in one line; that the reader went away (`| head`) is none."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except VedetteError as error:
            raise Failure(str(error)) from error
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(ExitCode.DONE)

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
    """Run the command line. What the terminal's encoding lacks is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    vedette()
