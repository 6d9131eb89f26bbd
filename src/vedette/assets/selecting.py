"""Which services and packages of an inventory a word means."""

from __future__ import annotations

from vedette.model.inventory import Inventory, Package
from vedette.model.service import Service


def select(inventory: Inventory, wanted: str) -> list[Service]:
    """The service of that id, else those of that product, package URL, host or name within the id."""
    by_id = [s for s in inventory.services if s.id == wanted]
    if by_id:
        return by_id
    word = wanted.casefold()
    return [
        s
        for s in inventory.services
        if word in {s.product.casefold(), s.host.casefold(), (s.purl or "").casefold()} or _short(s) == word
    ]


def select_packages(inventory: Inventory, wanted: str) -> list[Package]:
    """The packages of that name, package URL or host."""
    word = wanted.casefold()
    return [
        p for p in inventory.packages if word in {p.name.casefold(), p.text.casefold(), p.host.casefold()}
    ]


def _short(service: Service) -> str:
    """The id without the host and the transport: `nginx:80`."""
    return service.id.removeprefix(f"{service.host}/").rpartition("/")[0].casefold()
