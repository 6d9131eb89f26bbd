"""Inventories taken into the state folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vedette.assets.kept import keep
from vedette.assets.parts import host_of, service_id
from vedette.assets.registry import read
from vedette.files.naming import named_files
from vedette.model.errors import InputError
from vedette.model.inventory import Inventory
from vedette.model.service import Service


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made of one file."""

    source: str
    """Format and file, for people."""
    path: Path
    """Where it is kept."""
    inventory: Inventory


def import_inventories(
    paths: Sequence[str], state: Path, *, host: str | None = None, name: str | None = None
) -> list[Kept]:
    """Read all of the files, then keep each.

    host: the machine that they speak of, in place of the name of the file; name: what to keep the one file under.
    Raises InputError for a file that was named and cannot be read; then nothing is kept.
    """
    found: list[tuple[Path, str, Inventory]] = []
    for named in named_files(paths):
        try:
            source, inventory = read(named.path)
        except InputError:
            if named.direct:
                raise
            continue
        found.append((named.path, source, _on_host(inventory, host_of(str(named.path)), host)))
    return [
        Kept(source, keep(state, name or path.name, inventory, source), inventory)
        for path, source, inventory in found
    ]


def _on_host(inventory: Inventory, stands_for: str, host: str | None) -> Inventory:
    """The inventory with the machine's own name in place of the file's."""
    if host is None:
        return inventory
    return replace(
        inventory,
        services=tuple(_moved(inventory.services, stands_for, host)),
        packages=tuple(replace(p, host=host) if p.host == stands_for else p for p in inventory.packages),
        opinions=tuple(replace(o, host=host) if o.host == stands_for else o for o in inventory.opinions),
    )


def _moved(services: Iterable[Service], stands_for: str, host: str) -> Iterable[Service]:
    for s in services:
        if s.host == stands_for:
            yield replace(s, host=host, id=service_id(host, s.product, s.port, s.transport, s.listen_address))
        else:
            yield s
