"""Whether a client's connections are a proxy's: then its packets never arrive here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.model.addresses import canonical
from vedette.respond.interface import Situation
from vedette.respond.networks import first_overlapping
from vedette.respond.words import client_network

_LONGEST: Final = 4096
"""Characters of an excerpt that are looked at."""
_BETWEEN: Final = str.maketrans(dict.fromkeys("\"',;=()<>{}|", " "))
"""What may stand beside an address in a line."""


def proxy_in_front(situation: Situation) -> str | None:
    """The trusted proxy that the evidence names beside the client; null where there is none.

    Only an address of the networks that the user trusts is believed to be a proxy, whatever a line says.
    """
    if not situation.trusted or situation.alert.client is None:
        return None
    client = canonical(situation.alert.client.ip)
    for evidence in situation.alert.evidence:
        named = list(_addresses(evidence.excerpt[:_LONGEST]))
        if client in named:
            proxy = next((ip for ip in named if ip != client and _trusted(ip, situation)), None)
            if proxy is not None:
                return proxy
    return None


def _addresses(text: str) -> Iterator[str]:
    for word in text.translate(_BETWEEN).split():
        ip = canonical(word.partition(":")[0] if word.count(":") == 1 else word.strip("[]"))
        if ip is not None:
            yield ip


def _trusted(ip: str, situation: Situation) -> bool:
    network = client_network(ip)
    return network is not None and first_overlapping(network, situation.trusted) is not None
