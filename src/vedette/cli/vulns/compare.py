"""`vedette vulns compare`: lines that say how versions compare, held against a version scheme."""

from __future__ import annotations

import sys

import click

from vedette.cli.exit_codes import ExitCode


@click.command()
@click.option(
    "--scheme", "name", required=True, metavar="NAME", help="The version scheme, such as deb or npm."
)
@click.pass_context
def compare(context: click.Context, name: str) -> None:
    """Check lines of the form A < B, A = B or A > B on standard input.

    Prints the lines that the version scheme disagrees with. Lines that begin with # or // are comments.
    Exits 3 if there are any disagreements, and 4 if there are none but some lines are not of the form.
    """
    from vedette.model.errors import MalformedInput
    from vedette.vulns.version_vectors import disagreement, read_lines, read_vectors
    from vedette.vulns.versions import SCHEMES

    scheme = SCHEMES.get(name)
    if scheme is None:
        raise click.BadParameter(f"{name!r} is none of {', '.join(SCHEMES)}", param_hint="--scheme")
    differing = malformed = 0
    for vector in read_vectors(read_lines(sys.stdin.buffer), "standard input"):
        if isinstance(vector, MalformedInput):
            malformed += 1
            click.echo(f"error: {vector}", err=True)
        elif difference := disagreement(scheme, vector):
            differing += 1
            click.echo(str(vector))
            if isinstance(difference.found, Exception):
                click.echo(f"standard input:{vector.line}: {difference.found}", err=True)
    context.exit(ExitCode.FINDINGS if differing else ExitCode.PARTIAL if malformed else ExitCode.DONE)
