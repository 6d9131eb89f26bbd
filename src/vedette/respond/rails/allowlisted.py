"""Never who is on the allowlist."""

from __future__ import annotations

from typing import Final

from vedette.respond.interface import Network, Situation


class Allowlisted:
    """The allowlist, as it is today and as it was at the scan."""

    id: Final = "allowlisted"
    title: Final = "Never who is on the allowlist"

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why, if so."""
        del network  # the allowlist was asked about the client's network where the situation was made
        client = situation.alert.client
        if situation.allowed is not None:
            return situation.allowed
        now = None if client is None else client.reputation_now
        return None if now is None else now.allowed
