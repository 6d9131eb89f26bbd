"""`vedette vulns explain`: how one vulnerability was decided for one service, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.judging import judging_options, load
from vedette.model.vulnerability import State, spoken

if TYPE_CHECKING:
    from vedette.run.chain import ChainReport
    from vedette.vulns.explaining import Part


@click.command()
@click.argument("vulnerability", metavar="CVE")
@click.option("--service", required=True, metavar="S", help="Its id, product, package URL or host.")
@judging_options
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
def explain(
    *,
    vulnerability: str,
    service: str,
    assets: tuple[str, ...],
    advisories: tuple[str, ...],
    vex: tuple[str, ...],
    state: Path,
    output: str,
) -> None:
    """Show the whole chain: which advisory, which range, which comparison, who is believed before whom.

    CVE is any id of the vulnerability: a CVE, or that of an advisory.
    """
    import msgspec

    from vedette.cli.escape import json_text, printable
    from vedette.run.chain import chains

    found = chains(load(assets, advisories, vex, state), vulnerability, service)
    if output == "json":
        click.echo(json_text(msgspec.to_builtins(found), indent=2))
        return
    for number, chain in enumerate(found):
        if number:
            click.echo()
        for line in _human(chain):
            click.echo(printable(line))


def _human(chain: ChainReport) -> Iterator[str]:
    judged, service = chain.vulnerability, chain.service
    yield f"{judged.id} on {chain.id}: {judged.spoken}"
    yield f"  why        {judged.reason}"
    yield f"  version    {service.version or 'unknown'}, from {chain.version_from}"
    if judged.fixed_version:
        yield f"  fixed in   {judged.fixed_version}"
    facts = [f"CVSS {judged.cvss}"] if judged.cvss is not None else []
    facts += [f"EPSS {judged.epss:.1%}"] if judged.epss is not None else []
    facts += ["known to be exploited"] if judged.kev else []
    if facts:
        yield f"  gravity    {', '.join(facts)}"
    if chain.aliases:
        yield f"  also       {', '.join(chain.aliases)}"
    for part in chain.parts:
        yield from _part(part)
    for opinion in judged.vex:
        detail = f" ({opinion.detail})" if opinion.detail else ""
        yield f"  VEX        {opinion.status} of {opinion.product}, says {opinion.author}{detail}"
    for said in judged.opinions:
        yield f"  scanner    {said.scanner} says {said.state} of {said.package} ({said.source})"
    for unjudged in chain.not_judged:
        yield f"  not judged {unjudged.package}: {unjudged.reason}"


def _part(part: Part) -> Iterator[str]:
    yield f"  {part.name}: {_word(part.state)}"
    for rung in part.rungs:
        yield f"    {'→' if rung.decides else ' '} {rung.authority}: {rung.why}"
        for link in rung.links:
            fixed = f", fixed in {link.fixed_version}" if link.fixed_version else ""
            yield f"        {link.advisory}: {link.comparison}: {_word(link.state)}{fixed}"


def _word(state: State | None) -> str:
    return "unknown" if state is None else spoken(state, restart_needed=False)
