"""Next.js of npm: a header of its own, sent by a stranger, makes it skip the check of logins."""

from .application import Application, Ask, Effect, Release, Side, Visit
from .common import visitors

_SECRET = (b"Salary list",)
_SKIP = {"x-middleware-subrequest": ":".join(["middleware"] * 5)}


def _skip(target: str, headers: dict[str, str]) -> Ask:
    return Ask(target, headers=headers, tries=Effect.CONTENT, holds=_SECRET)


_COMMON = ("react@19.0.0", "react-dom@19.0.0")

NEXT = Application(
    name="next",
    product="next",
    purl="pkg:npm/next",
    cve="CVE-2025-29927",
    kind="authentication bypass",
    installer="npm",
    sides={
        Release.VULNERABLE: Side("15.2.2", ("next@15.2.2", *_COMMON)),
        Release.PATCHED: Side("15.2.3", ("next@15.2.3", *_COMMON)),
    },
    command=("node", "node_modules/next/dist/bin/next", "start", "-p", "PORT"),
    prepare=("node", "node_modules/next/dist/bin/next", "build"),
    visits=(
        *visitors(("/", "/login", "/admin"), 3),
        Visit(
            "203.0.113.90",
            "is sent to the login, and then is not",
            (Ask("/admin"), _skip("/admin", _SKIP)),
        ),
        Visit(
            "203.0.113.91",
            "names the check once only, as older releases want it",
            (_skip("/admin", {"x-middleware-subrequest": "middleware"}),),
        ),
        Visit("203.0.113.92", "asks for what is not there", (_skip("/admin/export", _SKIP),)),
        Visit(
            "203.0.113.90",
            "tries the same on the repaired release",
            (Ask("/admin"), _skip("/admin", _SKIP)),
            Release.PATCHED,
        ),
    ),
)
