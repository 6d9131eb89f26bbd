"""Never a resolver: without it names mean nothing any more."""

from __future__ import annotations

from typing import Final

from vedette.model.reputation import ContextKind
from vedette.respond.interface import Network, Situation
from vedette.respond.networks import first_within


class Resolver:
    """The resolvers that the machine asks, and public ones."""

    id: Final = "resolver"
    title: Final = "Never a resolver"

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why, if so."""
        asked = first_within(network, situation.host.resolvers)
        if asked is not None:
            return f"the machine asks {asked} for names"
        client = situation.alert.client
        if client is None or first_within(network, [client.ip]) is None:
            return None
        known = next((c for c in client.reputation.context if c.kind is ContextKind.RESOLVER), None)
        return (
            None
            if known is None
            else f"it is a public resolver ({known.name}), whose address is easily forged"
        )
