"""What connections are held against: intelligence, inventory, advisories and rules, loaded and joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the user gave to hold connections against."""

    intel: Sequence[str] = ()
    assets: Sequence[str] = ()
    advisories: Sequence[str] = ()
    home: Sequence[str] = ()
    """Home networks; empty for the private ranges."""
    trusted_proxies: Sequence[str] = ()
    """Networks whose word on the client's address is believed."""
