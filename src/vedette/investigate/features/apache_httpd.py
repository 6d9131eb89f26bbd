"""Apache HTTP Server: path traversal (CVE-2021-41773, CVE-2021-42013), proxying, rewriting and HTTP/2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from vedette.investigate.configuration.interface import Directive, Parsed, walk
from vedette.investigate.features.interface import Feature, Judge, Reachable, unread
from vedette.investigate.posture.ground import Ground
from vedette.model.service import Service

_CONFIGURATION: Final = "Apache's configuration"
_CGI: Final = frozenset({"cgi_module", "cgid_module"})


def _parsed(ground: Ground) -> Parsed | None:
    return next(iter(ground.of("apache_httpd")), None)


def traversal(_: Service, ground: Ground) -> Feature:
    """Reads files outside the site where nothing denies them, and runs programs where CGI is loaded besides."""
    parsed = _parsed(ground)
    if parsed is None:
        return unread(_CONFIGURATION)
    root = [d for d, _ in walk(parsed.directives) if d.name == "directory" and d.value.strip('"') == "/"]
    rules = [
        line for block in root for line in block.within or () if line.name in {"require", "allow", "deny"}
    ]
    denied = next(
        (
            line
            for line in reversed(rules)
            if _words(line) in (["all", "denied"], ["from", "all"]) and line.name != "allow"
        ),
        None,
    )
    granted = next(
        (line for line in rules if _words(line) == ["all", "granted"] or line.name == "allow"), None
    )
    if denied is not None and granted is None:
        shows = denied.shows("files outside the site are denied")
        return Feature(Reachable.NO, "`<Directory />` denies whatever lies outside the site", (shows,))
    shows = (
        granted.shows("everyone may read below /") if granted else parsed.silent("no `<Directory />` denies")
    )
    cgi = [d for d in parsed.every("loadmodule") if d.value in _CGI]
    says = "files outside the site may be read"
    if cgi:
        says += ", and programs be run: CGI is loaded"
    evidence = (shows, *(d.shows("CGI is loaded") for d in cgi[:1]))
    mitigation = (
        "<Directory /> Require all denied, a2dismod cgi cgid, then apachectl -t && systemctl reload apache2"
    )
    return Feature(Reachable.YES, says, evidence, mitigation)


def _words(line: Directive) -> list[str]:
    return [argument.lower() for argument in line.arguments]


def proxying(_: Service, ground: Ground) -> Feature:
    """CVE-2021-40438: a request chooses whom mod_proxy asks."""
    parsed = _parsed(ground)
    if parsed is None:
        return unread(_CONFIGURATION)
    passes = [d for d in parsed.every("proxypass", "proxypassmatch") if d.arguments[-1:] != ("!",)]
    passes += [d for d in parsed.every("sethandler") if d.value.startswith("proxy:")]
    passes += [d for d in parsed.every("rewriterule") if "P" in d.arguments[-1].strip("[]").split(",")]
    if not passes:
        return Feature(
            Reachable.NO, "nothing is passed on to another server", (parsed.silent("no ProxyPass"),)
        )
    shows = passes[0].shows("requests are passed on")
    return Feature(Reachable.YES, "mod_proxy passes requests on", (shows,))


def rewriting(_: Service, ground: Ground) -> Feature:
    """CVE-2024-38475: a substitution that begins with what the client sent."""
    parsed = _parsed(ground)
    if parsed is None:
        return unread(_CONFIGURATION)
    rules = [d for d in parsed.every("rewriterule") if len(d.arguments) > 1]
    open_ones = [d for d in rules if d.arguments[1].lstrip("/")[:1] in {"$", "%"}]
    if open_ones:
        shows = open_ones[0].shows("the file's path begins with what the client sent")
        return Feature(Reachable.YES, "a rewritten path begins with what the client sent", (shows,))
    evidence = (rules[0].shows("begins with a fixed path"),) if rules else (parsed.silent("no RewriteRule"),)
    return Feature(Reachable.NO, "no rewritten path begins with what the client sent", evidence)


def http2(_: Service, ground: Ground) -> Feature:
    """CVE-2023-44487: streams that are opened and reset at once."""
    parsed = _parsed(ground)
    if parsed is None:
        return unread(_CONFIGURATION)
    spoken = [d for d in parsed.every("protocols") if {"h2", "h2c"} & set(_words(d))]
    if not spoken:
        return Feature(Reachable.NO, "HTTP/2 is not spoken", (parsed.silent("no Protocols with h2"),))
    return Feature(Reachable.YES, "HTTP/2 is spoken", (spoken[0].shows("HTTP/2"),), "Protocols http/1.1")


@dataclass(frozen=True, slots=True)
class ApacheHttpdFeatures:
    """Apache HTTP Server."""

    name: str = "apache_httpd"
    judges: Mapping[str, Judge] = field(
        default_factory=lambda: {
            "CVE-2021-41773": traversal,
            "CVE-2021-42013": traversal,
            "CVE-2021-40438": proxying,
            "CVE-2024-38475": rewriting,
            "CVE-2023-44487": http2,
        }
    )
