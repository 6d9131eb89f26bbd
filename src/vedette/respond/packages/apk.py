"""apk: Alpine and its kin (apk-upgrade(8))."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects, Manual
from vedette.respond.packages.interface import Upgrade


class Apk:
    """Packages of Alpine, Wolfi and Chainguard."""

    id: Final = "apk"
    types: Final = frozenset({"apk"})
    needs_place: Final = False

    def upgrade(self, upgrade: Upgrade) -> Action:
        """What to do."""
        back = (
            Command(("apk", "add", f"{upgrade.name}={upgrade.version}"))
            if upgrade.version
            else Manual("Install the version that is installed now [apk list --installed …] again")
        )
        return Action(
            id=f"upgrade-{upgrade.name}",
            does=f"Upgrade {upgrade.name} to {upgrade.goal} by apk; nothing else is upgraded but what it needs",
            doing=(Command(("apk", "upgrade", "--update-cache", upgrade.name)),),
            risk="Services go on with the old code until they are started anew. Repositories keep the newest version "
            "only: going back may need a copy of the old one",
            undo=(back,),
            verify=(
                Check(
                    f"{upgrade.goal} is installed",
                    Command(
                        ("apk", "info", "--installed", f"{upgrade.name}>={upgrade.fixed}")
                        if upgrade.fixed
                        else ("apk", "info", "--installed", upgrade.name)
                    ),
                    Expects.SUCCESS,
                ),
            ),
        )
