"""What an update is held against besides the version in use: drawn and gathered before the gate, which is pure."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import numpy as np

from vedette.intel.gate.interface import Candidate, Surroundings
from vedette.intel.guards import guards
from vedette.model.address_set import AddressSet, ranges_from_networks
from vedette.model.addresses import V6_DTYPE, Addresses


def surroundings(
    own: Sequence[str], clients: Addresses | None, current: Candidate | None, sampled: int
) -> Surroundings:
    """Our own networks, the recent clients, and a new random sample of what the version in use does not name."""
    return Surroundings(tuple(own), clients, draw(sampled, current) if sampled else None)


def draw(number: int, current: Candidate | None) -> Addresses:
    """Up to that many random IPv4 addresses that the version does not name, no special ones among them.

    From the system's random source, so that whoever makes a feed cannot know them.
    """
    drawn = np.frombuffer(secrets.token_bytes(4 * 2 * number), np.uint32)
    addresses = _addresses(drawn)
    out = AddressSet(ranges_from_networks([guard.network for guard in guards(())])).contains(addresses)
    if current is not None:
        out |= current.addresses.contains(addresses)
    return _addresses(drawn[~out][:number])


def _addresses(v4: np.ndarray[tuple[int], np.dtype[np.uint32]]) -> Addresses:
    return Addresses(np.full(len(v4), 4, np.uint8), v4, np.empty(0, V6_DTYPE))
