"""Never somebody who is logged in: whoever repairs must not be locked out."""

from __future__ import annotations

from typing import Final

from vedette.respond.interface import Network, Situation
from vedette.respond.networks import first_within


class AdminSession:
    """Where live sessions on the machine come from."""

    id: Final = "admin-session"
    title: Final = "Never a live session of an administrator"

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why, if so."""
        for admin in situation.host.admins:
            if first_within(network, [admin.ip]) is not None:
                return f"from {admin.ip} somebody is {admin.how}"
        return None
