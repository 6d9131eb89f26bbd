"""Packages as package managers name them: `openssh-server 1:7.2p2-4ubuntu2.1`."""

from __future__ import annotations

from urllib.parse import quote


def split_package(text: str) -> tuple[str, str | None]:
    """Name and version of `name version`, `name=version` or a bare name."""
    name, _, version = text.strip().replace("=", " ", 1).partition(" ")
    return name, version.strip() or None


def distribution_purl(name: str, version: str | None) -> str | None:
    """The package URL, where the version plainly says which distribution built it; else null.

    `ubuntu` is in no version but Ubuntu's, `+deb12u1` and `~deb12u1` only in Debian's updates, `.el9` and `.fc40` are
    the release suffixes of Red Hat Enterprise Linux and Fedora.
    """
    if version is None:
        return None
    kind = _distribution(version)
    return None if kind is None else f"pkg:{kind}/{quote(name, safe='')}@{quote(version, safe='')}"


def _distribution(version: str) -> str | None:
    if "ubuntu" in version:
        return "deb/ubuntu"
    if _before_digit(version, ("+deb", "~deb")):
        return "deb/debian"
    if _before_digit(version, (".el",)):
        return "rpm/redhat"
    if _before_digit(version, (".fc",)):
        return "rpm/fedora"
    return None


def _before_digit(version: str, marks: tuple[str, ...]) -> bool:
    """Whether one of the marks stands in the version with a digit after it."""
    return any(tail[:1].isdigit() for mark in marks for tail in version.split(mark)[1:])
