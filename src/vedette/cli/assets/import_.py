"""`vedette assets import`: inventories taken into the state folder."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.places import state_option


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--host", metavar="NAME", help="The machine that they speak of, where they do not name it.")
@click.option(
    "--as", "called", metavar="NAME", help="Keep it under this name; that of its file, unless given."
)
@state_option
def import_(*, paths: tuple[str, ...], host: str | None, called: str | None, state: Path) -> None:
    """Keep what inventories say in the state folder, where all commands find it.

    The formats are recognised by content. What is imported again under a name takes the place of what it said before;
    nothing is changed where one of the files cannot be read.
    """
    from vedette.cli.escape import printable
    from vedette.run.keeping import import_inventories

    if called is not None and len(paths) > 1:
        raise click.BadParameter("one name can be given to one file only", param_hint="--as")
    for kept in import_inventories(paths, state, host=host, name=called):
        counts = (
            (len(kept.inventory.services), "service"),
            (len(kept.inventory.packages), "package"),
            (len(kept.inventory.opinions), "opinion of a scanner"),
        )
        told = (
            ", ".join(f"{n:,} {thing if n == 1 else _plural(thing)}" for n, thing in counts if n) or "nothing"
        )
        click.echo(printable(f"{kept.source}: {told}, kept in {kept.path}"))
        for note in kept.inventory.notes:
            click.echo(f"vedette: {printable(note)}", err=True)


def _plural(thing: str) -> str:
    return thing.replace("opinion", "opinions") if thing.startswith("opinion") else f"{thing}s"
