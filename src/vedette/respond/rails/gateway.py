"""Never a gateway: without it nobody is reached any more."""

from __future__ import annotations

from typing import Final

from vedette.respond.interface import Network, Situation
from vedette.respond.networks import first_within


class Gateway:
    """The next hops of the machine's routes."""

    id: Final = "gateway"
    title: Final = "Never a gateway"

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why, if so."""
        hop = first_within(network, situation.host.gateways)
        return None if hop is None else f"{hop} is a gateway of the machine"
