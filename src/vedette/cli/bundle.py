"""`vedette bundle`: what a machine knows, in one signed file for another that has no way out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.places import config_option, state_option

if TYPE_CHECKING:
    from vedette.run.bundle.manifest import Manifest

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def bundle() -> None:
    """Carry feeds, advisories and databases to a machine that has no way out, as one signed file."""


@bundle.command()
@click.argument("file", type=_FILE)
def keygen(file: Path) -> None:
    """Make a pair of keys: FILE, which its owner alone may read, and FILE.pub."""
    from vedette.run.bundle.signing import generate

    public = generate(file)
    click.echo(f"{file} signs bundles: keep it; {public} verifies them: carry it to the other machine once")


@bundle.command()
@click.argument("file", type=_FILE)
@click.option("--key", type=_FILE, required=True, help="The private key that signs.")
@click.option(
    "--geo", multiple=True, metavar="PATH", help="Databases of countries and networks to carry as well."
)
@config_option
@state_option
def create(*, file: Path, key: Path, geo: Sequence[str], config: Path, state: Path) -> None:
    """Write FILE: the version in use of each enabled feed, the advisories, and the databases of places.

    What is secret, the allowlist, the inventory and our own records stay where they are.
    """
    from datetime import UTC, datetime

    from vedette.config.loading import load
    from vedette.run.bundle.creating import create as create_bundle
    from vedette.run.bundle.signing import private_key

    _tell(create_bundle(file, private_key(key), load(config), state, datetime.now(UTC), geo))


@bundle.command()
@click.argument("file", type=_FILE)
@click.option("--key", type=_FILE, required=True, help="The public key that is trusted.")
def verify(file: Path, key: Path) -> None:
    """Check the signature of FILE and all that is in it; change nothing."""
    from vedette.run.bundle.applying import verify as verify_bundle
    from vedette.run.bundle.signing import public_key

    _tell(verify_bundle(file, public_key(key)))


@bundle.command()
@click.argument("file", type=_FILE)
@click.option("--key", type=_FILE, required=True, help="The public key that is trusted.")
@click.option("--older", is_flag=True, help="Also where a younger bundle was applied before.")
@config_option
@state_option
def apply(*, file: Path, key: Path, older: bool, config: Path, state: Path) -> None:
    """Put into use what FILE brings, once all of it is checked.

    Feeds are configured in conf.d/bundle.toml beside the configuration. `intel rollback` goes back.
    """
    from vedette.cli.escape import printable
    from vedette.run.bundle.applying import apply as apply_bundle
    from vedette.run.bundle.signing import public_key

    applied = apply_bundle(file, public_key(key), state, config, older=older)
    _tell(applied.manifest)
    click.echo(f"new here: {printable(', '.join(applied.changed)) or 'nothing'}")


def _tell(manifest: Manifest) -> None:
    """What the bundle holds."""
    from vedette.cli.escape import printable

    click.echo(f"made on {manifest.created_at:%Y-%m-%d %H:%M} by vedette {printable(manifest.vedette)}")
    click.echo(f"feeds: {printable(', '.join(feed.name for feed in manifest.feeds)) or 'none'}")
    others = [file for file in manifest.files if not file.path.startswith("feeds/")]
    for file in others:
        click.echo(f"{printable(file.path)}: {file.size:,} bytes")
