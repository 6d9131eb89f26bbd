"""Never what many share: the innocent would be kept out with the one."""

from __future__ import annotations

from typing import Final

from vedette.model.reputation import ContextKind
from vedette.respond.interface import Network, Situation
from vedette.respond.networks import first_within

_SHARED: Final = frozenset({ContextKind.SHARED, ContextKind.CRAWLER})


class SharedInfrastructure:
    """Content delivery networks and the like, and crawlers within their published ranges."""

    id: Final = "shared-infrastructure"
    title: Final = "Never infrastructure that many share"

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why, if so."""
        client = situation.alert.client
        if client is None or first_within(network, [client.ip]) is None:
            return None
        contexts = client.reputation.context + (
            client.reputation_now.context if client.reputation_now else ()
        )
        known = next((c for c in contexts if c.kind in _SHARED), None)
        return None if known is None else f"it belongs to {known.name} ({known.kind})"
