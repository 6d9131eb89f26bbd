"""The releases of distributions: their numbers by code name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DEBIAN: Final[Mapping[str, str]] = {
    "woody": "3.0", "sarge": "3.1", "etch": "4", "lenny": "5", "squeeze": "6", "wheezy": "7", "jessie": "8",
    "stretch": "9", "buster": "10", "bullseye": "11", "bookworm": "12", "trixie": "13", "forky": "14", "duke": "15",
}  # fmt: skip
"""Debian's, as its release notes number them."""
UBUNTU: Final[Mapping[str, str]] = {
    "dapper": "6.06", "edgy": "6.10", "feisty": "7.04", "gutsy": "7.10", "hardy": "8.04", "intrepid": "8.10",
    "jaunty": "9.04", "karmic": "9.10", "lucid": "10.04", "maverick": "10.10", "natty": "11.04", "oneiric": "11.10",
    "precise": "12.04", "quantal": "12.10", "raring": "13.04", "saucy": "13.10", "trusty": "14.04",
    "utopic": "14.10", "vivid": "15.04", "wily": "15.10", "xenial": "16.04", "yakkety": "16.10", "zesty": "17.04",
    "artful": "17.10", "bionic": "18.04", "cosmic": "18.10", "disco": "19.04", "eoan": "19.10", "focal": "20.04",
    "groovy": "20.10", "hirsute": "21.04", "impish": "21.10", "jammy": "22.04", "kinetic": "22.10", "lunar": "23.04",
    "mantic": "23.10", "noble": "24.04", "oracular": "24.10", "plucky": "25.04", "questing": "25.10",
    "resolute": "26.04",
}  # fmt: skip
"""Ubuntu's."""


def debian_release(codename: str) -> str:
    """The number of a Debian release; a name without one (`sid`) stands for itself."""
    return DEBIAN.get(codename, codename)


def ubuntu_release(codename: str) -> str:
    """The number of an Ubuntu release; a name without one (`devel`) stands for itself."""
    return UBUNTU.get(codename, codename)
