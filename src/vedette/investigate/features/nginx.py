"""nginx: name resolution, caches, HTTP/2 and what it hands to PHP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from vedette.investigate.configuration.interface import Directive, Parsed
from vedette.investigate.features.interface import Feature, Judge, Reachable, unread
from vedette.investigate.posture.ground import Ground
from vedette.model.service import Service

_CONFIGURATION: Final = "nginx's configuration"


def _where(
    ground: Ground, applies: Callable[[Directive], bool], there: str, absent: str, mitigation: str
) -> Feature:
    """Reachable where a line applies."""
    read = ground.of("nginx")
    found = next((d for parsed in read for d in _lines(parsed) if applies(d)), None)
    if not read:
        return unread(_CONFIGURATION)
    if found is None:
        return Feature(Reachable.NO, absent, (read[0].silent(absent),))
    return Feature(Reachable.YES, there, (found.shows(there),), mitigation)


def _lines(parsed: Parsed) -> list[Directive]:
    names = (
        "resolver", "proxy_cache", "fastcgi_cache", "uwsgi_cache", "scgi_cache", "listen", "http2", "mp4",
        "fastcgi_split_path_info", "chunked_transfer_encoding",
    )  # fmt: skip
    return list(parsed.every(*names))


def resolver(_: Service, ground: Ground) -> Feature:
    """CVE-2021-23017: an answer of the name server overwrites a byte."""
    return _where(
        ground, lambda d: d.name == "resolver" and d.value != "off",
        "names are resolved while it runs", "no resolver is set", "names of upstreams that need no resolver",
    )  # fmt: skip


def cache(_: Service, ground: Ground) -> Feature:
    """CVE-2017-7529: ranges of a cached answer reach its header."""
    return _where(
        ground, lambda d: d.name.endswith("_cache") and d.value != "off",
        "answers are cached", "no answers are cached", "max_ranges 1;",
    )  # fmt: skip


def http2(_: Service, ground: Ground) -> Feature:
    """CVE-2023-44487: streams that are opened and reset at once."""
    return _where(
        ground,
        lambda d: (d.name == "listen" and "http2" in d.arguments) or (d.name == "http2" and d.value == "on"),
        "HTTP/2 is spoken", "HTTP/2 is not spoken", "http2 off; (or listen without http2)",
    )  # fmt: skip


def mp4(_: Service, ground: Ground) -> Feature:
    """CVE-2022-41741: a crafted file of video."""
    return _where(
        ground,
        lambda d: d.name == "mp4",
        "the mp4 module is used",
        "the mp4 module is not used",
        "take mp4 out",
    )


def path_info(_: Service, ground: Ground) -> Feature:
    """CVE-2019-11043: a line feed in the path makes PATH_INFO empty, and PHP-FPM writes before its buffer."""
    return _where(
        ground, lambda d: d.name == "fastcgi_split_path_info",
        "paths are split for PHP", "no path is split for PHP", "try_files $uri =404; before fastcgi_pass",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NginxFeatures:
    """nginx, and PHP-FPM behind it."""

    name: str = "nginx"
    judges: Mapping[str, Judge] = field(
        default_factory=lambda: {
            "CVE-2021-23017": resolver,
            "CVE-2017-7529": cache,
            "CVE-2023-44487": http2,
            "CVE-2022-41741": mp4,
            "CVE-2022-41742": mp4,
            "CVE-2019-11043": path_info,
        }
    )
