"""What an inventory format is, and what it yields.

A format recognises itself in a document (`sniff`) and turns it into services, packages and other scanners' opinions
(`read`). It never judges: whether a service is vulnerable is decided in `vedette.vulns`, the same way for every format.
"""

from __future__ import annotations

from typing import Protocol

from vedette.model.inventory import Inventory


class InventoryFormat(Protocol):
    """One inventory format."""

    @property
    def name(self) -> str:
        """Its id: also the module's, the test's and the documentation's."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def sniff(self, head: bytes) -> float:
        """Confidence from 0 to 1 that a document starts like this format. head: up to 64 KiB, decompressed."""
        ...

    def read(self, data: bytes, path: str) -> Inventory:
        """What a document says. Raises MalformedInput, naming the field, where it breaks the format.

        A broken line or record is left out and told in the inventory's notes. Services carry a claim each, or none:
        then the claim is made from the service itself.
        """
        ...
