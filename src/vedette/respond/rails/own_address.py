"""Never an address of the machine itself, nor one of the service's."""

from __future__ import annotations

from typing import Final

from vedette.model.home import LOCAL
from vedette.respond.interface import Network, Situation
from vedette.respond.networks import first_overlapping, first_within


class OwnAddress:
    """Addresses of this machine, loopback, link-local."""

    id: Final = "own-address"
    title: Final = "Never an own address"

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why, if so."""
        local = first_overlapping(network, LOCAL)
        if local is not None:
            return f"{network} is in {local}, which never leaves a machine or its link"
        own = first_within(network, (*situation.host.addresses, *situation.alert.service.addresses))
        return None if own is None else f"{own} is an address of the machine itself"
