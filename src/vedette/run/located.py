"""Where the clients of alerts are, and who runs their networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vedette.intel.geography.interface import Place
from vedette.intel.geography.locating import Geography
from vedette.model.alert import Alert


def located(alerts: Sequence[Alert], geography: Geography) -> tuple[list[Alert], tuple[str, ...]]:
    """The alerts with the places of their clients, and which databases broke while they were asked."""
    clients = {alert.client.ip for alert in alerts if alert.client is not None}
    if not (clients and geography.databases):
        return list(alerts), ()
    found = geography.locate(sorted(clients))
    return [_placed(alert, found.places) for alert in alerts], found.problems


def _placed(alert: Alert, places: dict[str, Place]) -> Alert:
    if alert.client is None:
        return alert
    place = places[alert.client.ip]
    client = replace(alert.client, country=place.country, asn=place.asn, network_owner=place.organisation)
    return replace(alert, client=client)
