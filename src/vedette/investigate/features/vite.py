"""Vite: what its development server gives away it gives to whoever reaches it: it must be bound to the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vedette.investigate.features.interface import Feature, Judge, Reachable
from vedette.investigate.posture.facts.listening import INVENTORY, is_local
from vedette.investigate.posture.ground import Ground
from vedette.model.alert import Evidence
from vedette.model.service import Service


def bound(service: Service, ground: Ground) -> Feature:
    """By default it is bound to localhost; `--host` binds it to all addresses."""
    seen = next(
        (
            each
            for each in ground.listening
            if (each.port, each.transport) == (service.port, service.transport)
        ),
        None,
    )
    address = seen.address if seen else service.listen_address
    if address is None:
        return Feature(Reachable.UNKNOWN, "nobody says to which address it is bound")
    says = f"it is bound to {address}"
    evidence = seen.evidence if seen else Evidence(INVENTORY, None, None, None, service.id, says)
    if is_local(address):
        return Feature(Reachable.NO, f"{says}, where only this machine reaches it", (evidence,))
    return Feature(
        Reachable.YES,
        f"{says}, so that whoever reaches the port reaches it",
        (evidence,),
        "start it without --host",
    )


@dataclass(frozen=True, slots=True)
class ViteFeatures:
    """Vite's development server."""

    name: str = "vite"
    judges: Mapping[str, Judge] = field(
        default_factory=lambda: dict.fromkeys(
            ("CVE-2025-30208", "CVE-2025-31125", "CVE-2025-31486", "CVE-2025-32395", "CVE-2024-45811"), bound
        )
    )
