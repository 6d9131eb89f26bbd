"""What a plan does, as blocks of text that a person reads and copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from vedette.model.plan import Change, Check, Command, Doing, Expects, Manual


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text."""

    label: str
    lines: tuple[str, ...]


def blocks(doings: Sequence[Doing]) -> tuple[Block, ...]:
    """Each thing to do as a block."""
    return tuple(_block(doing) for doing in doings)


def _block(doing: Doing) -> Block:
    match doing:
        case Command():
            return Block("run", tuple(str(doing).split("\n")))
        case Change():
            taken = (
                [f"- {line}" for line in (doing.before or "").split("\n")] if doing.before is not None else []
            )
            put = [f"+ {line}" for line in (doing.after or "").split("\n")] if doing.after is not None else []
            return Block(f"change {doing.file}", (*taken, *put))
        case Manual():
            text = "" if doing.text is None else f"\n{doing.text}"
            return Block("a person", tuple(f"{doing.says}{text}".split("\n")))
        case _:
            assert_never(doing)


def expectation(check: Check) -> str:
    """What shows that a check passes."""
    match check.expects:
        case Expects.SUCCESS:
            return "exits with 0"
        case Expects.NOTHING:
            return "prints nothing"
        case Expects.TEXT:
            return f"prints {check.wants}"
        case Expects.VERSION:
            return f"prints version {check.wants} or later"
        case _:
            assert_never(check.expects)
