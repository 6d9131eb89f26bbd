"""Lets the cast play, inside the clients' namespace: `python -m recorder.play FILES JOURNAL`."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from random import Random

from .cast import SEED, Member, cast
from .client import Client
from .deed import Deed


async def appear(member: Member, files: Path, journal: list[Deed]) -> None:
    """One member's whole appearance, by its own chance: another's delays change nothing in what it does."""
    await asyncio.sleep(member.begins)
    client = Client(member.address, member.agent, files, journal)
    await member.habit(client, Random(f"{SEED} {member.address}"))


async def play(files: Path) -> list[Deed]:
    """All deeds of the cast, in the order in which they began."""
    journal: list[Deed] = []
    async with asyncio.TaskGroup() as stage:
        for member in cast():
            stage.create_task(appear(member, files, journal))
    return sorted(journal, key=lambda deed: deed.at)


def main(files: Path, journal: Path) -> None:
    """Play and write the journal, JSON."""
    deeds = asyncio.run(play(files))
    journal.write_text(json.dumps([asdict(deed) for deed in deeds]))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
