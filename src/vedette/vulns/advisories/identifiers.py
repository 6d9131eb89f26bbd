"""Ids of vulnerabilities."""

from __future__ import annotations


def is_cve(text: str) -> bool:
    """Whether the text is a CVE id: `CVE-`, the year, and a number of at least four digits."""
    parts = text.split("-")
    return (
        len(parts) == 3
        and parts[0] == "CVE"
        and len(parts[1]) == 4
        and 4 <= len(parts[2]) <= 19
        and all(part.isascii() and part.isdigit() for part in parts[1:])
    )


def cve_within(text: str) -> str | None:
    """The CVE id that a distribution's id for the same vulnerability ends in: `DEBIAN-CVE-2024-6387`."""
    start = text.find("CVE-")
    return text[start:] if start >= 0 and is_cve(text[start:]) else None
