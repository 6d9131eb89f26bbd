"""Never a wide prefix: a slip must not keep out a part of the Internet."""

from __future__ import annotations

from typing import Final

from vedette.respond.interface import Network, Situation

WIDEST_V4: Final = 24
"""The smallest network that is announced on the Internet."""
WIDEST_V6: Final = 64
"""What one subscriber's network has."""


class WidePrefix:
    """Prefixes wider than /24, of IPv6 wider than /64."""

    id: Final = "wide-prefix"
    title: Final = "Never a prefix wider than /24 or, of IPv6, /64"

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why, if so."""
        del situation
        widest = WIDEST_V6 if network.version == 6 else WIDEST_V4
        return f"{network} is wider than /{widest}" if network.prefixlen < widest else None
