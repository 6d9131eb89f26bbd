"""What a check of the gate is, what it is given, and what it answers.

A check is pure: it reads the case and the settings, and says what speaks against the update. Whether that decides is
for `vedette.intel.gate.decision` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, Protocol

import msgspec
import numpy as np

from vedette.intel.gate.settings import GateSettings
from vedette.intel.provenance import Provenance
from vedette.intel.vetting import VettedFeed
from vedette.model.address_set import AddressSet, Ranges
from vedette.model.addresses import V6_DTYPE, Addresses

_NO_NUMBERS: Final = np.empty(0, np.int64)
_ENDS: Final = ("first", "last")


class Firmness(StrEnum):
    """How far an objection binds."""

    HARD = "hard"
    """Nothing overrides it."""
    SOFT = "soft"
    """A person may override it by `--force`, with a reason that is recorded."""
    NOTE = "note"
    """It is told, and keeps nothing out."""


class Objection(msgspec.Struct, frozen=True):
    """What a check has to say against an update."""

    check: str
    """The check's name."""
    firmness: Firmness
    reason: str
    """What was found, with its figures and the limit."""


@dataclass(frozen=True)
class Candidate:
    """A version of a feed, parsed and vetted."""

    vetted: VettedFeed
    provenance: Provenance
    fetched_bytes: int
    """Bytes of the document as it was fetched."""
    decoded_bytes: int
    """Bytes of the document decompressed."""

    @cached_property
    def ranges(self) -> Ranges:
        """The ranges that it names; their numbers are not set."""
        v4, v6 = self.vetted.v4, self.vetted.v6
        return Ranges(
            np.stack([v4[name].to_numpy().astype(np.uint32) for name in _ENDS], axis=1),
            _NO_NUMBERS,
            np.stack([np.array(v6[name].to_list(), V6_DTYPE) for name in _ENDS], axis=1),
            _NO_NUMBERS,
        )

    @cached_property
    def addresses(self) -> AddressSet:
        """Every address that it names."""
        return AddressSet(self.ranges)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an update is held against besides the version in use."""

    own: tuple[str, ...] = ()
    """Our own networks and hosts; the private ranges where empty."""
    clients: Addresses | None = None
    """Distinct clients of the last runs; null where none are remembered."""
    sample: Addresses | None = None
    """Random addresses that the version in use does not name, others at each update; null to draw none."""


@dataclass(frozen=True, slots=True)
class Case:
    """One update of one feed."""

    offered: Candidate
    current: Candidate | None
    """The version in use; null at a feed's first."""
    surroundings: Surroundings


class Check(Protocol):
    """One check of the gate."""

    name: str
    """Its id: also the module's and the test's, with `_` for `-`."""
    title: str
    """What it asks, in a few words."""

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        """What speaks against the update; nothing where all is well."""
        ...
