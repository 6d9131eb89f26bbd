"""Never a trusted proxy: behind it stand all others."""

from __future__ import annotations

from typing import Final

from vedette.respond.interface import Network, Situation
from vedette.respond.networks import first_overlapping


class TrustedProxy:
    """Networks whose word on the client's address is believed."""

    id: Final = "trusted-proxy"
    title: Final = "Never a trusted proxy"

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why, if so."""
        proxy = first_overlapping(network, situation.trusted)
        return None if proxy is None else f"{proxy} is a trusted proxy, and all its clients would be kept out"
