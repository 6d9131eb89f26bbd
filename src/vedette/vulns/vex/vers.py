"""Version ranges in the notation of `vers` (package-url, VERS specification): `vers:semver/>=2.2.0|<=2.4.0`."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, VersionScheme, scheme_for_purl_type

_COMPARATORS: Final = ("!=", ">=", "<=", ">", "<", "=")
"""Two characters before one, so that the longer sign is seen first."""
_OTHER_NAMES: Final = {"semver": "npm", "intdot": "generic", "datetime": "generic", "rpm": "rpm"}
"""Schemes by names that are no package URL type."""
_MOST: Final = 1000
"""Constraints of one range; more are hostile."""


@lru_cache(maxsize=4096)
def contains(text: str, version: str) -> bool | None:
    """Whether the range contains the version; null where either cannot be read.

    text: a range, or a single version; that one is compared by the range's scheme, or as it is written.
    """
    if not text.startswith("vers:"):
        return text == version
    name, _, constraints = text.removeprefix("vers:").partition("/")
    scheme = scheme_for_purl_type(name) or SCHEMES.get(_OTHER_NAMES.get(name, "generic"), SCHEMES["generic"])
    if constraints.strip() == "*":
        return True
    try:
        return _within(_constraints(constraints), scheme, version)
    except InvalidVersion:
        return None


def _constraints(text: str) -> list[tuple[str, str]]:
    parts = [part.strip() for part in text.split("|")[:_MOST] if part.strip()]
    found = []
    for part in parts:
        sign = next((c for c in _COMPARATORS if part.startswith(c)), "")
        found.append((sign or "=", part[len(sign) :].strip()))
    return found


def _within(constraints: list[tuple[str, str]], scheme: VersionScheme, version: str) -> bool:
    """After the algorithm of the specification: exceptions, single versions, then pairs of bounds in order."""
    key = scheme.key(version)
    keyed = sorted(((sign, scheme.key(bound)) for sign, bound in constraints), key=lambda c: c[1])
    if any(sign == "!=" and bound == key for sign, bound in keyed):
        return False
    if any(sign in {"=", ">=", "<="} and bound == key for sign, bound in keyed):
        return True
    bounds = [(sign, bound) for sign, bound in keyed if sign not in {"=", "!="}]
    if not bounds:
        return any(sign == "!=" for sign, _ in keyed) and not any(sign == "=" for sign, _ in keyed)
    if (bounds[0][0] in {"<", "<="} and key < bounds[0][1]) or (
        bounds[-1][0] in {">", ">="} and key > bounds[-1][1]
    ):
        return True
    return any(
        low[0] in {">", ">="} and high[0] in {"<", "<="} and low[1] < key < high[1]
        for low, high in pairwise(bounds)
    )
