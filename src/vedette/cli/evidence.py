"""`vedette evidence`: all that an alert rests on in one file, which another machine can check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.escape import printable
from vedette.cli.exit_codes import ExitCode
from vedette.cli.places import Places, places_options

if TYPE_CHECKING:
    from vedette.run.evidence.verifying import Verified

_FILE = click.Path(path_type=Path, dir_okay=False)
_USUAL = "write"
"""The command that is meant where none is named."""


class _Evidence(click.Group):
    """`vedette evidence ALERT` is short for `vedette evidence write ALERT`: an id is never a command's name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, or the usual one."""
        known = args[:1] and args[0] in self.commands
        return super().resolve_command(ctx, args if known else [_USUAL, *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options may stand before the alert."""
        if args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            args = [_USUAL, *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Evidence)
def evidence() -> None:
    """Write all that an alert rests on into one file, and check such a file.

    `vedette evidence ALERT` is short for `vedette evidence write ALERT`.
    """


@evidence.command()
@click.argument("alert", metavar="ALERT")
@click.option("-o", "--to", type=_FILE, metavar="FILE", help="The file; ALERT.vedette-evidence otherwise.")
@click.option("--key", type=_FILE, help="A private key, made by `vedette bundle keygen`, that signs it.")
@places_options
def write(alert: str, to: Path | None, key: Path | None, places: Places) -> None:
    """Write the evidence of an alert: whole lines, packets, the investigation, rules and advisories, with hashes.

    The sources are read again; what is no longer there is told. The same evidence gives the same bytes.
    """
    from vedette.run.bundle.signing import private_key
    from vedette.run.evidence.creating import create

    written = create(places.state, alert, to, None if key is None else private_key(key), places.store)
    click.echo(
        f"{printable(str(written.path))}: {len(written.manifest.files):,} files, SHA-256 {written.sha256}"
    )
    lost = [exhibit for exhibit in written.exhibits if exhibit.problem is not None]
    click.echo(f"evidence: {len(written.exhibits) - len(lost):,} of {len(written.exhibits):,} read again")
    for exhibit in lost[:10]:
        place = exhibit.source if exhibit.line is None else f"{exhibit.source}:{exhibit.line}"
        click.echo(f"not read again: {printable(f'{place}: {exhibit.problem}')}")
    sys.exit(ExitCode.PARTIAL if lost else ExitCode.DONE)


@evidence.command()
@click.argument("file", type=_FILE)
@click.option("--key", type=_FILE, help="The public key that must have signed it.")
@click.option(
    "--sha256", metavar="HEX", help="The SHA-256 that the file must have, as told when it was written."
)
def verify(file: Path, key: Path | None, sha256: str | None) -> None:
    """Check FILE to its last byte, and say what does not match. Exit code 1 says that something does not."""
    from vedette.run.bundle.signing import public_key
    from vedette.run.evidence.verifying import verify as verify_file

    verified = verify_file(file, None if key is None else public_key(key), sha256)
    _tell(str(file), verified, trusted=key is not None)
    sys.exit(ExitCode.ERROR if verified.faults else ExitCode.DONE)


def _tell(name: str, verified: Verified, *, trusted: bool) -> None:
    if verified.manifest is not None:
        made = f"alert {verified.manifest.alert}, made by vedette {verified.manifest.vedette}"
        click.echo(printable(f"{name}: {made}, {len(verified.manifest.files):,} files"))
    click.echo(f"SHA-256 {verified.sha256}")
    if verified.signed_by is None:
        click.echo(
            "not signed: whoever changed it may have changed its hashes too, unless --sha256 says otherwise"
        )
    elif trusted:
        click.echo(f"signed by {verified.signed_by}")
    else:
        click.echo(f"signed by {verified.signed_by}; --key says whom you trust")
    for fault in verified.faults:
        click.echo(f"does not match: {printable(fault)}")
    if not verified.faults:
        click.echo("all of it matches")
