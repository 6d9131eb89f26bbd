"""Discovery: what listens on this machine, as an inventory."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vedette.assets.live.reachability import Rules, read_rules
from vedette.assets.live.services import survey
from vedette.assets.live.tree import Tree
from vedette.model.inventory import Inventory

HERE: Final = Path("/")


def discover(root: Path = HERE, *, packages: bool = False) -> Inventory:
    """The services of the machine whose root the folder is; the firewall is asked on our own alone.

    packages: list what is installed besides.
    """
    rules = read_rules() if root == HERE else Rules({}, "the firewall of another root")
    return survey(Tree(root), rules, packages=packages)
