"""The `vedette` command and its exit codes."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from typing import IO, Any, Final

import click

from vedette import __version__
from vedette.cli.escape import printable
from vedette.cli.exit_codes import ExitCode
from vedette.cli.lazy import LazyGroup
from vedette.memory import spare
from vedette.model.errors import VedetteError

COMMANDS: Final = {
    "scan": "Find bad clients on vulnerable applications in logs and captures.",
    "read": "Print connections as Vedette reads them.",
    "sources": "Tell what was recognised in each file, what was not, and what would help.",
    "explain": "Tell what was understood of a line, an address or an alert, and why.",
    "alerts": "List the alerts of scans, and say what became of them.",
    "investigate": "Investigate an alert, step by step, and say what could not be found out.",
    "report": "Write a report on an alert: HTML, Markdown or PDF.",
    "evidence": "Write all that an alert rests on into one file, and check such a file.",
    "plan": "Plan the resolution of an alert: what to do, how to undo it, how to see that it worked.",
    "assets": "Show, import and export what listens where.",
    "intel": "Ask and inspect threat intelligence.",
    "allow": "Keep the allowlist: clients that lists may not condemn.",
    "vulns": "Judge services by advisories, and compare versions.",
    "bundle": "Carry feeds and advisories to a machine that has no way out, signed.",
    "config": "Show and check the configuration.",
    "schema": "Print the JSON Schemas of what commands print for programs.",
    "rules": "List, check and try the rules that recognise attacks.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


SELDOM: Final = 200_000
"""Objects made before cycles among them are sought: thousands of alerts hold none, and looking takes a third longer."""


class Failure(click.ClickException):
    """An error of ours, told in one line."""

    exit_code = ExitCode.ERROR

    def show(self, file: IO[Any] | None = None) -> None:
        """Tell it on standard error: `vedette: list.txt: no such file or directory`."""
        click.echo(f"vedette: {printable(self.message)}", file=file, err=True)


class _Root(LazyGroup):
    """All commands. Errors of ours end in one line; that the reader went away (`| head`) is none."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
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


@click.group(
    cls=_Root,
    package="vedette.cli",
    registry=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="vedette")
def vedette() -> None:
    """Find clients of bad reputation that reached a vulnerable application, and what they did.

    Data goes to standard output, all else to standard error. Exit codes: 0 done, 1 error, 2 usage,
    3 findings at or above --fail-on, 4 some input could not be read.
    """


def main() -> None:
    """Run the command line. What the terminal's encoding lacks is shown as an escape."""
    gc.set_threshold(SELDOM)
    spare()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    vedette()
