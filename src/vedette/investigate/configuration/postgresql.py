"""PostgreSQL: `postgresql.conf`, `postgresql.auto.conf` and `pg_hba.conf` (its manual, 20.1 and 21.1).

The last value of a setting counts. Each rule of `pg_hba.conf` is a directive `hba` of its own, in order: its arguments
are type, databases, users, address (empty for local ones), method and options.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.including import Kind, Reading, Statement, Statements
from vedette.investigate.configuration.interface import Directive, Parsed, last
from vedette.investigate.configuration.lines import logical_lines, words

HBA: Final = "hba"


@dataclass(frozen=True, slots=True)
class PostgreSql:
    """PostgreSQL's server."""

    name: str = "postgresql"
    products: frozenset[str] = frozenset({"postgresql"})
    places: tuple[str, ...] = (
        "/etc/postgresql/*/*/postgresql.conf", "/var/lib/pgsql/data/postgresql.conf",
        "/var/lib/pgsql/*/data/postgresql.conf", "/var/lib/postgresql/data/postgresql.conf",
        "/var/lib/postgres/data/postgresql.conf",
    )  # fmt: skip

    def read(self, tree: Tree, path: str) -> Parsed:
        """Settings first, then the rules of access."""
        folder = str(PurePosixPath(path).parent)
        settings = _read(tree, path, _settings)
        data = _value(settings, "data_directory") or folder
        auto = f"{data}/postgresql.auto.conf"
        parts = [settings, *([_read(tree, auto, _settings)] if tree.is_file(auto) else [])]
        access = _value(settings, "hba_file") or f"{folder}/pg_hba.conf"
        parts.append(_read(tree, str(PurePosixPath(folder, access)), _rules))
        return Parsed(
            self.name,
            path,
            tuple(dict.fromkeys(file for part in parts for file in part.files)),
            tuple(directive for part in parts for directive in part.directives),
            tuple(problem for part in parts for problem in part.problems),
        )


def _value(parsed: Parsed, name: str) -> str | None:
    found = last(parsed.directives, name)
    return found.value if found is not None and found.value else None


def _read(tree: Tree, path: str, statements: Statements) -> Parsed:
    def included(directive: Directive) -> list[str] | None:
        if directive.name not in {"include", "include_if_exists", "include_dir"} or not directive.arguments:
            return None
        target = str(PurePosixPath(PurePosixPath(directive.file).parent, directive.value))
        if directive.name == "include_dir":
            return tree.glob(f"{target}/*.conf")
        return [target] if directive.name == "include" or tree.is_file(target) else []

    return Reading(tree, statements, included).parsed("postgresql", path)


def _settings(text: str) -> Iterator[Statement]:
    """`name = value`; the sign may be missing, names have no case, quotes within a value are doubled."""
    for number, line in logical_lines(text, comment="#", continues=False):
        end = next((at for at, sign in enumerate(line) if not (sign.isalnum() or sign in "_.")), len(line))
        rest = line[end:].lstrip()
        rest = rest[1:].lstrip() if rest.startswith("=") else rest
        if line[:end]:
            yield Statement(Kind.SIMPLE, (line[:end].lower(), _setting(rest)), number, line)


def _setting(text: str) -> str:
    if not text.startswith("'"):
        return (text.partition("#")[0].split() or [""])[0]
    parts, at = [], 1
    while at < len(text):
        if text[at] in "'\\" and text[at + 1 : at + 2] == "'":
            at += 1
        elif text[at] == "'":
            break
        parts.append(text[at])
        at += 1
    return "".join(parts)


def _rules(text: str) -> Iterator[Statement]:
    for number, line in logical_lines(text, comment="#"):
        fields = list(words(line, comments=True))
        if fields[:1] and fields[0] in {"include", "include_if_exists", "include_dir"}:
            yield Statement(Kind.SIMPLE, tuple(fields), number, line)
        elif fields[:1] == ["local"] and len(fields) > 3:
            yield Statement(Kind.SIMPLE, (HBA, *fields[:3], "", *fields[3:]), number, line)
        elif len(fields) > 4:
            masked = len(fields) > 5 and _is_mask(fields[4])
            address = [f"{fields[3]}/{fields[4]}", *fields[5:]] if masked else fields[3:]
            yield Statement(Kind.SIMPLE, (HBA, *fields[:3], *address), number, line)


def _is_mask(field: str) -> bool:
    """An address in a field of its own, as `255.255.255.0`; methods have neither dot nor colon."""
    return "." in field or ":" in field
