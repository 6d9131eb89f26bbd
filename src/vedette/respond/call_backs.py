"""Where the attacked machine called back to: whoever got in sits at the other end of such a connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.model.addresses import canonical
from vedette.model.alert import Alert, Outcome

_SHOWN: Final = "the server then opened "
"""How `vedette.detect.proof` begins the words for a connection of the server that followed from an attack."""


def hosts_of_intruder(alert: Alert) -> tuple[str, ...]:
    """The client, and whom the machine called back to; empty unless success was seen."""
    if alert.outcome is not Outcome.CONFIRMED_SUCCESSFUL or alert.client is None:
        return ()
    return tuple(dict.fromkeys((*called_back(alert), alert.client.ip)))


def called_back(alert: Alert) -> tuple[str, ...]:
    """Whom the attacked machine connected to because of the attack."""
    return tuple(dict.fromkeys(_called(alert)))


def _called(alert: Alert) -> Iterator[str]:
    for evidence in alert.evidence:
        if evidence.shows.startswith(_SHOWN):
            place = evidence.shows.removeprefix(_SHOWN).split(" ", 1)[0].rstrip(",;")
            ip = canonical(place.rpartition(":")[0].strip("[]"))
            if ip is not None:
                yield ip
