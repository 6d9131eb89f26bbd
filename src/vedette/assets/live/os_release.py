"""Which distribution a machine runs: os-release(5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from vedette.assets.live.tree import Tree

PLACES: Final = ("/etc/os-release", "/usr/lib/os-release")
"""The first that is there decides."""
_MOST: Final = 1 << 16
_REPOSITORIES: Final = "/etc/yum.repos.d/redhat.repo"
_MOST_REPOSITORIES: Final = 4 << 20
_STREAMS: Final = ("eus", "aus", "e4s", "tus", "els")
"""Words in the ids of Red Hat's repositories of updates for a minor release."""
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
    stream: str | None = None
    """Stream of updates that the machine follows beside the main one: `eus`; null where nothing tells of one."""

    @property
    def namespace(self) -> str:
        """Namespace of its packages' URLs."""
        return _NAMESPACES.get(self.id, self.id)

    @property
    def qualifier(self) -> str:
        """Value of the qualifier `distro`: `debian-12`, `rhel-8.6-eus`."""
        return "-".join(part for part in (self.id, self.version, self.stream) if part)

    @property
    def platform(self) -> str:
        """For people and for inventories: `Debian GNU/Linux 12`, `Red Hat Enterprise Linux 8.6 EUS`."""
        return " ".join(part for part in (self.name, self.version, (self.stream or "").upper()) if part)


def distribution(tree: Tree) -> Distribution | None:
    """The machine's distribution; null where it does not say."""
    for place in PLACES:
        text = tree.text(place, _MOST)
        if text is not None:
            found = parse_os_release(text)
            return found and replace(found, stream=_stream(tree) if found.id == "rhel" else None)
    return None


def _stream(tree: Tree) -> str | None:
    """The paid stream whose repositories are enabled: `[rhel-8-for-x86_64-baseos-eus-rpms]` with `enabled = 1`."""
    named = enabled = None
    for line in (tree.text(_REPOSITORIES, _MOST_REPOSITORIES) or "").splitlines():
        text = line.strip()
        if text.startswith("["):
            parts = text.strip("[]").split("-")
            named = next((stream for stream in _STREAMS if stream in parts), None)
        key, equals, value = text.partition("=")
        if equals and key.strip() == "enabled" and value.strip() == "1":
            enabled = enabled or named
    return enabled


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
