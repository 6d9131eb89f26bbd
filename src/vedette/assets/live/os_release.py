"""Which distribution a machine runs: os-release(5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.assets.live.tree import Tree

PLACES: Final = ("/etc/os-release", "/usr/lib/os-release")
"""The first that is there decides."""
_MOST: Final = 1 << 16
_NAMESPACES: Final = {
    "rhel": "redhat", "opensuse-leap": "opensuse", "opensuse-tumbleweed": "opensuse", "sles": "suse",
    "sled": "suse", "raspbian": "debian",
}  # fmt: skip
"""Namespace in package URLs by `ID`, where they differ."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of Linux and its release."""

    id: str
    """`debian`, `rhel`."""
    name: str
    """`Debian GNU/Linux`."""
    version: str | None
    """`12`; null where it has no releases."""

    @property
    def namespace(self) -> str:
        """Namespace of its packages' URLs."""
        return _NAMESPACES.get(self.id, self.id)

    @property
    def qualifier(self) -> str:
        """Value of the qualifier `distro`: `debian-12`."""
        return self.id if self.version is None else f"{self.id}-{self.version}"

    @property
    def platform(self) -> str:
        """For people and for inventories: `Debian GNU/Linux 12`."""
        return self.name if self.version is None else f"{self.name} {self.version}"


def distribution(tree: Tree) -> Distribution | None:
    """The machine's distribution; null where it does not say."""
    for place in PLACES:
        text = tree.text(place, _MOST)
        if text is not None:
            return parse_os_release(text)
    return None


def parse_os_release(text: str) -> Distribution | None:
    """The distribution that a document names; null where it has no `ID`."""
    values = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            values[name] = _unquoted(value)
    identity = values.get("ID", "").lower()
    if not identity or len(identity) > 64 or not all(c.isalnum() or c in "._-" for c in identity):
        return None
    version = values.get("VERSION_ID", "")[:64]
    return Distribution(identity, values.get("NAME", identity)[:128], version or None)


def _unquoted(value: str) -> str:
    """A value of a shell assignment, never evaluated: quotes around it go, and the backslashes of escapes."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return value.replace("\\", "")
