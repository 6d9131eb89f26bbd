"""Apache HTTP Server: a directive a line, `<Sections>`, and conditions that depend on what was loaded before.

Its manual, "Configuration Files" and the modules core and mod_so; Debian's `envvars`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.including import Enter, Kind, Reading, Statement, named
from vedette.investigate.configuration.interface import Directive, Parsed
from vedette.investigate.configuration.lines import logical_lines, words

_STATIC: Final = frozenset(
    {"core.c", "http_core.c", "mod_so.c", "so_module", "mod_watchdog.c", "mod_log_config.c", "log_config_module",
     "mod_logio.c", "mod_version.c", "version_module", "mod_unixd.c", "unixd_module"}
)  # fmt: skip
"""Modules that Debian and Red Hat build in."""
_DEBIAN: Final = {
    "APACHE_RUN_USER": "www-data", "APACHE_RUN_GROUP": "www-data", "APACHE_RUN_DIR": "/var/run/apache2",
    "APACHE_LOCK_DIR": "/var/lock/apache2", "APACHE_LOG_DIR": "/var/log/apache2",
    "APACHE_PID_FILE": "/var/run/apache2/apache2.pid",
}  # fmt: skip
_ENVIRONMENT: Final = "/etc/apache2/envvars"


@dataclass(frozen=True, slots=True)
class ApacheHttpd:
    """Apache HTTP Server."""

    name: str = "apache_httpd"
    products: frozenset[str] = frozenset({"apache-httpd"})
    places: tuple[str, ...] = (
        "/etc/apache2/apache2.conf", "/etc/httpd/conf/httpd.conf", "/usr/local/apache2/conf/httpd.conf",
        "/etc/apache2/httpd.conf",
    )  # fmt: skip

    def read(self, tree: Tree, path: str) -> Parsed:
        """Conditions are decided as the server decides them, by the modules and names known at that line."""
        scope = _Scope(tree, folder=_folder(path), variables=dict(_DEBIAN) | _environment(tree))
        reading = Reading(tree, _statements, scope.included, scope.enter, scope.seen)
        parsed = reading.parsed(self.name, path)
        return replace(parsed, problems=(*parsed.problems, *scope.problems))


@dataclass(slots=True)
class _Scope:
    """What decides conditions and names, as far as it was read."""

    tree: Tree
    folder: str
    variables: dict[str, str]
    modules: set[str] = field(default_factory=lambda: set(_STATIC))
    defines: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def seen(self, directive: Directive) -> None:
        """Take up what later lines depend on."""
        arguments = directive.arguments
        if directive.name == "loadmodule" and len(arguments) > 1:
            self.modules |= {arguments[0], f"{PurePosixPath(arguments[1]).stem}.c"}
        elif directive.name == "define" and arguments:
            self.defines.add(arguments[0])
            self.variables[arguments[0]] = arguments[1] if len(arguments) > 1 else ""
        elif directive.name == "undefine" and arguments:
            self.defines.discard(arguments[0])
            self.variables.pop(arguments[0], None)
        elif directive.name == "serverroot" and arguments:
            self.folder = self.substituted(arguments[0])

    def included(self, directive: Directive) -> list[str] | None:
        """`Include` and `IncludeOptional`; of a folder all files in it."""
        if directive.name not in {"include", "includeoptional"} or not directive.arguments:
            return None
        pattern = str(PurePosixPath(self.folder, self.substituted(directive.value)))
        found: list[str] = []
        for match in named(self.tree, pattern):
            if self.tree.is_file(match):
                found.append(match)
            elif self.tree.status(match) is not None:
                found += [f"{match}/{name}" for name in self.tree.names(match)]
            elif directive.name == "include":
                found.append(match)  # not there: reading it says so
        return found

    def enter(self, block: Directive) -> Enter:
        """Conditions are decided; all else is a block."""
        test = block.value.removeprefix("!")
        match block.name:
            case "ifmodule":
                holds = test in self.modules
            case "ifdefine":
                holds = test in self.defines
            case "iffile":
                holds = self.tree.status(self.substituted(test)) is not None
            case "ifversion" | "ifdirective" | "ifsection":
                if len(self.problems) < 10:
                    self.problems.append(f"{block.file}:{block.line}: taken to hold: {block.text}")
                return Enter.SPLICE
            case _:
                return Enter.KEEP
        return Enter.SPLICE if holds is not block.value.startswith("!") else Enter.SKIP

    def substituted(self, text: str) -> str:
        """`${NAME}` by its value."""
        for name, value in self.variables.items():
            if f"${{{name}}}" in text:
                text = text.replace(f"${{{name}}}", value)[:4096]
        return text


def _statements(text: str) -> Iterator[Statement]:
    for number, line in logical_lines(text, comment="#"):
        if line.startswith("</"):
            yield Statement(Kind.CLOSE, (), number, line)
        elif line.startswith("<"):
            inside = words(line.strip("<> \t"))
            if inside:
                yield Statement(Kind.OPEN, (inside[0].lower(), *inside[1:]), number, line)
        elif found := words(line):
            yield Statement(Kind.SIMPLE, (found[0].lower(), *found[1:]), number, line)


def _folder(path: str) -> str:
    """`ServerRoot` where no line says it."""
    parent = PurePosixPath(path).parent
    return str(parent.parent if parent.name == "conf" else parent)


def _environment(tree: Tree) -> dict[str, str]:
    """`export NAME=value` of Debian's start script; its suffix is empty unless there are several servers."""
    found: dict[str, str] = {}
    for line in (tree.text(_ENVIRONMENT, 1 << 20) or "").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.startswith("APACHE_"):
            found[name] = value.replace("$SUFFIX", "").strip("\"'")
    return found
