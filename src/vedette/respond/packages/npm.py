"""npm: packages of Node.js in the project of the application."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects, Manual
from vedette.respond.packages.interface import Upgrade, unplaced


class Npm:
    """A project with its node_modules."""

    id: Final = "npm"
    types: Final = frozenset({"npm"})
    needs_place: Final = True

    def upgrade(self, upgrade: Upgrade) -> Action:
        """What to do. Scripts of packages are not run: an upgrade in haste must not run strangers' code."""
        where = ("--prefix", upgrade.place) if upgrade.place else ()
        wanted = f"{upgrade.name}@{upgrade.fixed or 'latest'}"
        install = ("npm", "install", *where, "--ignore-scripts", "--no-audit", "--no-fund")
        back = (
            Command((*install, f"{upgrade.name}@{upgrade.version}"))
            if upgrade.version
            else Manual("Install the version that is installed now [npm ls …] again")
        )
        return Action(
            id=f"upgrade-{upgrade.name}",
            does=f"Install {upgrade.name} {upgrade.fixed or 'in its newest version'} with npm, in "
            f"{upgrade.place or 'the project of the application'}",
            doing=(*unplaced(upgrade), Command((*install, wanted))),
            risk="package.json and the lock file are changed. Packages with native parts need `npm rebuild` "
            "afterwards; a package that only another one needs must be raised by `overrides`",
            undo=(back,),
            verify=(
                Check(
                    "the project has it",
                    Command(("npm", "ls", *where, upgrade.name)),
                    Expects.TEXT,
                    f"{upgrade.name}@{upgrade.fixed or ''}",
                ),
            ),
        )
