"""What services are judged by: inventories, advisories and VEX statements, loaded and joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vedette.assets.kept import kept_files
from vedette.assets.registry import load as load_inventory
from vedette.model.errors import UnreadableInput
from vedette.model.inventory import Inventory
from vedette.vulns.advisories.index import Advisories
from vedette.vulns.database import database_path
from vedette.vulns.holdings import advisories_at_hand
from vedette.vulns.judgement import Judgement
from vedette.vulns.vex.registry import load as load_vex


@dataclass(frozen=True, slots=True)
class JudgingInputs:
    """What the user gave to judge by."""

    state: Path
    """State folder: its inventory and its advisories stand in for those that are not given."""
    assets: Sequence[str] = ()
    advisories: Sequence[str] = ()
    vex: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Judging:
    """What became of the inputs."""

    inventory: Inventory
    advisories: Advisories
    origin: str
    """Where the advisories are from, with a date where they have one."""
    judgement: Judgement
    problems: tuple[str, ...]
    """Inputs that are broken, and why."""


def prepare(inputs: JudgingInputs) -> Judging:
    """Load and join. Raises InputError where something that was named is not there, or is not what it should be."""
    inventory = inventory_of(inputs.assets, inputs.state)
    held = advisories_at_hand(inputs.advisories, database_path(inputs.state))
    documents = load_vex(inputs.vex)
    notes = (note for document in documents for note in document.notes)
    judgement = Judgement(held.advisories, documents, inventory.opinions)
    problems = (*inventory.notes, *held.problems, *notes)
    return Judging(inventory, held.advisories, held.origin, judgement, problems)


def inventory_of(paths: Sequence[str], state: Path) -> Inventory:
    """The inventories that are named, or those that are kept. Raises UnreadableInput where there are none."""
    names = [*paths] or [str(path) for path in kept_files(state)]
    if not names:
        raise UnreadableInput(
            str(state), "no inventory is kept here", hint="give --assets, or vedette assets import"
        )
    return load_inventory(names)
