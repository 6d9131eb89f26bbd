"""dnf: Fedora, Red Hat and their kin (dnf(8))."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects
from vedette.respond.packages.interface import Upgrade


class Dnf:
    """Packages of rpm systems."""

    id: Final = "dnf"
    types: Final = frozenset({"rpm"})
    needs_place: Final = False

    def upgrade(self, upgrade: Upgrade) -> Action:
        """What to do. Going back undoes the last transaction of this package."""
        form = "--queryformat=%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}"
        return Action(
            id=f"upgrade-{upgrade.name}",
            does=f"Upgrade {upgrade.name} to {upgrade.goal} by dnf; nothing else is upgraded but what it needs",
            doing=(Command(("dnf", "upgrade", "--assumeyes", "--refresh", upgrade.name)),),
            risk="Services go on with the old code until they are started anew. Going back works only while a "
            "repository has the old version. On SUSE's systems: `zypper update`",
            undo=(Command(("dnf", "history", "undo", "--assumeyes", "last")),),
            verify=(
                Check(
                    f"{upgrade.goal} is installed",
                    Command(("rpm", "--query", form, upgrade.name)),
                    Expects.VERSION if upgrade.fixed else Expects.SUCCESS,
                    upgrade.fixed,
                ),
            ),
        )
