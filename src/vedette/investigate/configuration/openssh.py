"""OpenSSH's server: `sshd_config` (sshd_config(5)), and what `sshd -T` prints, which is of the same form.

Of most keywords the first value counts. What stands behind `Match` counts for some connections only, up to the next
`Match` or the end of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.including import Enter, Kind, Reading, Statement, named
from vedette.investigate.configuration.interface import Directive, Parsed
from vedette.investigate.configuration.lines import logical_lines, words


@dataclass(frozen=True, slots=True)
class OpenSsh:
    """OpenSSH's server."""

    name: str = "openssh"
    products: frozenset[str] = frozenset({"openssh"})
    places: tuple[str, ...] = ("/etc/ssh/sshd_config",)

    def read(self, tree: Tree, path: str) -> Parsed:
        """Relative names of what is included begin in /etc/ssh."""

        def included(directive: Directive) -> list[str] | None:
            if directive.name != "include":
                return None
            patterns = (str(PurePosixPath("/etc/ssh", argument)) for argument in directive.arguments)
            return [file for pattern in patterns for file in named(tree, pattern) if tree.is_file(file)]

        return Reading(tree, statements, included, _enter).parsed(self.name, path)


def statements(text: str) -> Iterator[Statement]:
    """A keyword and its arguments a line; keywords have no case, and may be parted from their value by `=`."""
    inside = False
    for number, line in logical_lines(text, comment="#", continues=False):
        found = words(_parted(line), comments=True)
        if not found:
            continue
        name, arguments = found[0].lower(), found[1:]
        if name == "match":
            if inside:
                yield Statement(Kind.CLOSE, (), number, line)
            inside = True
        yield Statement(Kind.OPEN if name == "match" else Kind.SIMPLE, (name, *arguments), number, line)
    if inside:
        yield Statement(Kind.CLOSE, (), text.count("\n") + 1, "")


def _parted(line: str) -> str:
    """`Port=22` as `Port 22`."""
    end = next((at for at, sign in enumerate(line) if sign.isspace() or sign in '="'), len(line))
    rest = line[end:].lstrip()
    return f"{line[:end]} {rest.removeprefix('=')}"


def _enter(block: Directive) -> Enter:
    """`Match all` holds for everyone."""
    everyone = [argument.lower() for argument in block.arguments] == ["all"]
    return Enter.SPLICE if everyone else Enter.KEEP
