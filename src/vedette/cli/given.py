"""What connections are held against, as the command line says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from vedette.cli.options import Network
from vedette.cli.places import Places, config_option, state_option

if TYPE_CHECKING:
    from vedette.run.knowledge import Inputs


@dataclass(frozen=True, slots=True)
class Given(Places):
    """What was given: paths of lists and documents, and networks, beside where configuration and state stand."""

    intel: tuple[str, ...]
    assets: tuple[str, ...]
    advisories: tuple[str, ...]
    geo: tuple[str, ...]
    vex: tuple[str, ...]
    home: tuple[str, ...]
    trusted_proxy: tuple[str, ...]

    def inputs(self, at: datetime) -> Inputs:
        """The same as `learn` takes it. at: now, for what lists say today."""
        from vedette.run.knowledge import Inputs

        return Inputs(
            intel=self.intel,
            assets=self.assets,
            advisories=self.advisories,
            home=self.home,
            trusted_proxies=self.trusted_proxy,
            at=at,
            state=self.state,
            geo=self.geo,
            config=self.config,
            vex=self.vex,
        )


_OPTIONS: Final = (
    click.option(
        "--intel",
        multiple=True,
        metavar="PATH",
        help="Lists of bad addresses, and of known networks.",
    ),
    click.option(
        "--assets",
        multiple=True,
        metavar="PATH",
        help="Inventory: what listens where, at which version.",
    ),
    click.option(
        "--advisories",
        multiple=True,
        metavar="PATH",
        help="Vulnerabilities: OSV, NVD, CVE, KEV files.",
    ),
    click.option(
        "--geo",
        multiple=True,
        metavar="PATH",
        help="Databases of countries and networks: MMDB files, range tables.",
    ),
    click.option(
        "--vex",
        multiple=True,
        metavar="PATH",
        help="VEX statements of the makers of products: OpenVEX, CycloneDX, CSAF.",
    ),
    click.option(
        "--home",
        multiple=True,
        type=Network(),
        help="Our own networks; clients in them are not external. Private ranges by default.",
    ),
    click.option(
        "--trusted-proxy",
        multiple=True,
        type=Network(),
        help="Proxies whose X-Forwarded-For is believed.",
    ),
    config_option,
    state_option,
)
"""In the order in which help shows them."""


def knowledge_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options for intelligence, inventory, advisories, home and proxies; the command gets them as one `given`."""

    @wraps(command)
    def gathered(*args: Any, **kwargs: Any) -> None:
        given = Given(**{field.name: kwargs.pop(field.name) for field in fields(Given)})
        command(*args, given=given, **kwargs)

    for option in reversed(_OPTIONS):
        gathered = option(gathered)
    return gathered
