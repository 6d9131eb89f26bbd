"""The alert's own machine, where its files are at hand: this one, or a tree that was prepared."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final

from vedette.assets.live.tree import Tree
from vedette.investigate.interface import Case
from vedette.investigate.posture.facts.places import COMMANDS, FILES, FOLDER, SECURITY_GROUPS
from vedette.investigate.posture.ground import Ground
from vedette.model.investigation import Question
from vedette.model.service import Service

_HERE: Final = Path("/")
NOWHERE: Final = Tree(Path("/proc/self/task/none"))
"""A tree without a file, for what is known of a machine that cannot be looked at."""


def has_files(case: Case) -> bool:
    """Whether the machine's files can be read."""
    return case.here or case.root != _HERE


def ground_of(case: Case) -> Ground:
    """The machine, with the services that the inventory has of it; without files where they are not at hand."""
    live = case.here and case.root == _HERE
    return Ground(Tree(case.root) if has_files(case) else NOWHERE, services_of(case), case.now, live)


def services_of(case: Case) -> tuple[Service, ...]:
    """The alert's service, and the others of its machine."""
    others = [s for s in case.knowledge.services.values() if s.host == case.alert.service.host]
    return tuple({service.id: service for service in (case.alert.service, *others)}.values())


def wanted(case: Case) -> Question:
    """What is to be given so that another machine can be looked at."""
    host, folder = shlex.quote(f"root@{case.alert.service.host}"), shlex.quote(f"./{case.alert.service.host}")
    copied = " ".join(path.lstrip("/") for path in FILES)
    printed = (
        f"ssh {host} {shlex.quote(command)} > {folder}{path}"
        for path, command in COMMANDS.items()
        if path != SECURITY_GROUPS
    )
    return Question(
        id="machine-files",
        asks=f"Is there a copy of the files of {case.alert.service.host}?",
        why="its configuration, firewall, users and updates can be judged from it",
        commands=(
            f"mkdir -p {folder}{FOLDER}",
            f"ssh {host} 'tar -C / -cf - {copied}' | tar -C {folder} -xf -",
            *printed,
            f"vedette investigate {case.alert.id} --root {folder}",
        ),
    )
