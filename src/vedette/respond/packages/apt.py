"""apt: Debian and its kin (apt-get(8)). The archive keeps the newest version of a release, so none is pinned."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects, Manual
from vedette.respond.packages.interface import Upgrade


class Apt:
    """Packages of Debian, Ubuntu and their kin."""

    id: Final = "apt"
    types: Final = frozenset({"deb"})
    needs_place: Final = False

    def upgrade(self, upgrade: Upgrade) -> Action:
        """What to do."""
        back = (
            Command(
                ("apt-get", "install", "--yes", "--allow-downgrades", f"{upgrade.name}={upgrade.version}")
            )
            if upgrade.version
            else Manual("Install the version that is installed now [dpkg-query --show …] again")
        )
        return Action(
            id=f"upgrade-{upgrade.name}",
            does=f"Upgrade {upgrade.name} to {upgrade.goal} by apt; nothing else is upgraded but what it needs",
            doing=(
                Command(("apt-get", "update")),
                Command(("apt-get", "install", "--yes", "--only-upgrade", upgrade.name)),
            ),
            risk="Its services may be started anew at once. Going back works only while the archive or "
            "/var/cache/apt/archives still has the old version",
            undo=(back,),
            verify=(
                Check(
                    f"{upgrade.goal} is installed",
                    Command(("dpkg-query", "--show", "--showformat=${Version}", upgrade.name)),
                    Expects.VERSION if upgrade.fixed else Expects.SUCCESS,
                    upgrade.fixed,
                ),
            ),
        )
