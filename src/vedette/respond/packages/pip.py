"""pip: packages of Python in the environment of the application, by that environment's own interpreter."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects, Manual
from vedette.respond.packages.interface import Upgrade, unplaced


class Pip:
    """A virtual environment."""

    id: Final = "pip"
    types: Final = frozenset({"pypi"})
    needs_place: Final = True

    def upgrade(self, upgrade: Upgrade) -> Action:
        """What to do. The lowest fixed version is the smallest change."""
        pip = (f"{upgrade.place}/bin/python" if upgrade.place else "python3", "-m", "pip")
        wanted = f"{upgrade.name}=={upgrade.fixed}" if upgrade.fixed else upgrade.name
        back = (
            Command((*pip, "install", f"{upgrade.name}=={upgrade.version}"))
            if upgrade.version
            else Manual("Install the version that is installed now [pip show …] again")
        )
        return Action(
            id=f"upgrade-{upgrade.name}",
            does=f"Install {upgrade.name} {upgrade.fixed or 'in its newest version'} with pip, in "
            f"{upgrade.place or 'the environment of the application'}",
            doing=(*unplaced(upgrade), Command((*pip, "install", "--upgrade", wanted))),
            risk="What it depends on may change too: `--dry-run` shows it before. If a requirements or lock file names "
            "the old version, the next deployment brings it back: change it there as well",
            undo=(back,),
            verify=(
                Check(
                    "the environment has it",
                    Command((*pip, "show", upgrade.name)),
                    Expects.TEXT,
                    f"Version: {upgrade.fixed}" if upgrade.fixed else f"Name: {upgrade.name}",
                ),
                Check("what is installed fits together", Command((*pip, "check"))),
            ),
        )
