"""`vedette assets show`: all that is known of a service, and which source said what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.judging import assets_option
from vedette.cli.places import state_option

if TYPE_CHECKING:
    from vedette.model.service import Service


@click.command()
@click.argument("service", metavar="SERVICE")
@assets_option
@state_option
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
def show(*, service: str, assets: tuple[str, ...], state: Path, output: str) -> None:
    """Show all that is known of a service: which source said what, which was believed and why, and conflicts.

    SERVICE is the id, the product or the host of services.
    """
    import msgspec

    from vedette.assets.conflicts import conflicts
    from vedette.assets.selecting import select
    from vedette.cli.escape import json_text, printable
    from vedette.model.errors import UnreadableInput
    from vedette.run.judging import inventory_of

    found = select(inventory_of(assets, state), service)
    if not found:
        raise UnreadableInput(service, "no service is called so", hint="vedette assets list")
    if output == "json":
        shown = [{**msgspec.to_builtins(s), "conflicts": list(conflicts(s))} for s in found]
        click.echo(json_text(shown, indent=2))
        return
    for number, one in enumerate(found):
        if number:
            click.echo()
        for line in _human(one):
            click.echo(printable(line))


def _human(service: Service) -> Iterator[str]:
    from vedette.assets.conflicts import conflicts

    yield service.id
    facts = (
        ("product", service.product),
        ("version", service.version or "unknown"),
        ("package", service.purl),
        ("cpe", service.cpe),
        ("addresses", ", ".join(service.addresses)),
        ("listens", service.listen_address),
        (
            "reach",
            " ".join(filter(None, (service.reach, service.reach_reason and f"({service.reach_reason})"))),
        ),
        ("platform", service.platform),
        ("logs", ", ".join(service.logs)),
        ("config", ", ".join(service.config_files)),
        ("parts", f"{len(service.components)} components" if service.components else None),
    )
    yield from (f"  {name:<10} {value}" for name, value in facts if value)
    for number, claim in enumerate(service.claims):
        taken = "believed" if number == 0 else "also said"
        said = f"{claim.product} {claim.version or '(no version)'}"
        yield f"  {taken:<10} {said}, by {claim.rank}: {claim.source}"
    if len(service.claims) > 1:
        yield f"  why        {service.claims[0].rank} counts most of {', '.join(dict.fromkeys(c.rank for c in service.claims))}"
    for conflict in conflicts(service):
        yield f"  conflict   {conflict}"
