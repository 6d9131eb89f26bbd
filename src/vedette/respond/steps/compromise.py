"""2 Compromise check: what was read or changed, what must be kept as evidence, whom to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.model.alert import Alert, Outcome, Severity
from vedette.model.investigation import StepStatus
from vedette.model.plan import Action, Check, Command, Manual, Step, StepName
from vedette.respond.accounts import account_of_machine, shut
from vedette.respond.interface import Situation
from vedette.respond.notices import notices
from vedette.respond.words import path

_SUCCEEDED: Final = frozenset({Outcome.LIKELY_SUCCESSFUL, Outcome.CONFIRMED_SUCCESSFUL})
_TELLING: Final = ("activity", "source")
"""Steps of the investigation whose findings say what was read, changed or taken."""
_MOST: Final = 12
"""Findings and pieces of evidence that are repeated here; the investigation has all."""
_PATTERN: Final = frozenset("*?[")
"""What makes of a path a pattern, which no command expands."""
_WATCHED: Final = (
    "/etc",
    "/usr/local",
    "/opt",
    "/srv",
    "/var/www",
    "/var/spool/cron",
    "/root",
    "/home",
    "/tmp",  # noqa: S108 - looked into, not written to
)
"""Where whoever breaks in leaves something to come back by."""


class Compromise:
    """What the evidence shows, in its own words."""

    name: Final = StepName.COMPROMISE

    def plan(self, situation: Situation) -> Step:
        """The step."""
        alert = situation.alert
        if alert.client is None:
            return Step(self.name, _TITLE, ("No client is known to have reached the service",), (), ())
        actions = [*_keep(situation)]
        if alert.outcome in _SUCCEEDED:
            account = shut(alert)
            actions += [] if account is None else [account]
            actions += [_isolate(alert), *_look(situation), _secrets(alert)]
        actions += notices(situation)
        return Step(self.name, _TITLE, tuple(_facts(situation)), tuple(_gaps(situation)), tuple(actions))


_TITLE: Final = "Check for a compromise"


def _facts(situation: Situation) -> Iterator[str]:
    alert = situation.alert
    yield f"Outcome: {alert.outcome}"
    if alert.bytes_out is not None:
        yield f"{alert.bytes_out:,} bytes were sent to the client in {alert.connections:,} connections"
    shown = alert.evidence[:_MOST]
    yield from (f"{evidence.shows} ({evidence.place})" for evidence in shown)
    known = {evidence.shows for evidence in shown}
    for step in _TELLING:
        record = situation.records.get(step)
        if record is not None:
            told = [
                f for f in record.findings[:_MOST] if f.says not in known and f.severity is not Severity.INFO
            ]
            yield from (f"Investigation, {step}: {finding.told}" for finding in told)


def _gaps(situation: Situation) -> Iterator[str]:
    if not situation.records:
        yield "No investigation is kept: `vedette investigate` looks for what else the client did"
    for step in _TELLING:
        record = situation.records.get(step)
        if record is None:
            continue
        if record.status is not StepStatus.DONE:
            yield f"Investigation, {step}: it {record.status.spoken}: {record.reason or record.summary}"
        yield from (f"Investigation, {step}: {missing}" for missing in record.missing[:_MOST])
    if situation.alert.outcome is Outcome.ATTEMPTED:
        yield "Nothing shows whether it worked: treat it as possible until the logs of the application are read"


def _keep(situation: Situation) -> Iterator[Action]:
    """Keep the logs before they rotate away, and the sockets while they are there."""
    files = [path(each) for each in situation.rerun.read or situation.rerun.paths]
    kept = [each.lstrip("/") for each in files if each is not None and not set(each) & _PATTERN]
    archive = f"/var/tmp/vedette-{situation.alert.id}.tar.gz"  # noqa: S108 - made anew, for its owner alone
    if kept:
        yield Action(
            id="compromise.keep-logs",
            does="Keep the logs that hold the evidence, before they rotate away",
            doing=(
                Command(("install", "--mode=600", "/dev/null", archive)),
                Command(("tar", "--create", "--gzip", "--file", archive, "--directory", "/", "--", *kept)),
                Command(("sha256sum", archive)),
            ),
            risk="It takes room in /var/tmp, and holds what the logs hold. Move it to another machine, and note its hash",
            undo=(Command(("rm", "--", archive)),),
            verify=(Check("the archive is whole", Command(("gzip", "--test", archive))),),
        )
    if len(kept) < len(files) or not files:
        yield Action(
            id="compromise.keep-other-logs",
            does="Keep the logs that hold the evidence and that no command can name",
            doing=(
                Manual(
                    "Copy what the scan was given and the archive above does not hold [files, standard input: …]"
                ),
            ),
            risk="Logs rotate away",
        )


def _isolate(alert: Alert) -> Action:
    return Action(
        id="compromise.isolate",
        does=f"Take {alert.service.host} off the network, if nothing else shows how far the client got; keep it running",
        doing=(
            Manual(
                "Move it to a network of its own, or let its switch or the cloud's firewall pass only whoever repairs "
                "it [from where: …]. Do not switch it off: its memory and its connections are evidence."
            ),
        ),
        risk="Everything that it serves is away",
        undo=(Manual("Put it back once it was set up anew, or is known to be clean"),),
    )


def _look(situation: Situation) -> Iterator[Action]:
    """Commands that only read, for traces of somebody who got in."""
    since = situation.alert.first_seen
    commands: list[Command] = [Command(("ss", "-H", "-n", "-t", "-u", "-p", "state", "connected"))]
    if since is not None:
        newer = f"{since:%Y-%m-%d %H:%M:%S} UTC"
        commands.insert(
            0,
            Command(
                ("find", *_WATCHED, "-xdev", "-type", "f", "-newerct", newer, "-printf", r"%C+ %u %s %p\n"),
                fine=(0, 1),
            ),
        )
        commands.append(
            Command(("env", "TZ=UTC", "last", "--since", f"{since:%Y-%m-%d %H:%M:%S}", "--fulltimes"))
        )
    account = account_of_machine(situation.alert)
    if account is not None:
        commands.append(Command(("ps", "-o", "lstart,pid,args", "-u", account), fine=(0, 1)))
    yield Action(
        id="compromise.look-for-traces",
        does="Look for files that were changed since, connections that go out, and logins",
        doing=tuple(commands),
        risk="Only reads. Whoever has root can hide: a clean answer proves nothing, an odd one does",
    )


def _secrets(alert: Alert) -> Action:
    return Action(
        id="compromise.renew-secrets",
        does="Renew every secret that the client may have read",
        doing=(
            Manual(
                f"{alert.what}.\nRenew the passwords, keys and tokens that these files hold, or that the account of "
                f"{alert.service.product} can read: [list: …]. Where commands were run, set the machine up anew "
                "from what is known to be good."
            ),
        ),
        risk="Who uses an old secret is locked out until it has the new one",
    )
