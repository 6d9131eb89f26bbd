"""5 Harden: what would have kept the client away, or what it did small; from the findings of the investigation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vedette.model.alert import Alert, Kind
from vedette.model.home import PRIVATE
from vedette.model.investigation import Finding, StepRecord
from vedette.model.plan import Action, Change, Check, Command, Expects, Manual, Step, StepName
from vedette.respond.call_backs import called_back
from vedette.respond.interface import Situation
from vedette.respond.networks import first_overlapping
from vedette.respond.sshd import sshd_change
from vedette.respond.words import client_network, port, unit

_TITLE: Final = "Harden"
_FEEDING: Final = ("posture", "assessment")
"""Steps of the investigation whose findings have fixes."""
_MOST: Final = 60
"""Findings that are told; the investigation has all."""


class Harden:
    """A change for each finding that has a fix, and for a service that does not belong on the Internet."""

    name: Final = StepName.HARDEN

    def plan(self, situation: Situation) -> Step:
        """The step."""
        actions = [*_scope(situation), *_outgoing(situation.alert)]
        for step in _FEEDING:
            record = situation.records.get(step)
            if record is not None:
                actions += _fixes(step, record, situation.alert.id)
        return Step(self.name, _TITLE, (), tuple(_gaps(situation)), tuple(actions[:_MOST]))


def _gaps(situation: Situation) -> Iterator[str]:
    posture = situation.records.get("posture")
    if posture is None:
        yield (
            "No investigation of the posture is kept, so nothing is known of firewall, logins, TLS and updates: "
            "`vedette investigate` looks"
        )
        return
    yield from (f"Not looked at: {missing}" for missing in posture.missing)
    if posture.reason is not None:
        yield f"The investigation of the posture {posture.status.spoken}: {posture.reason}"


def _fixes(step: str, record: StepRecord, alert_id: str) -> Iterator[Action]:
    """Findings that break a control. What a new version mends stands in step 3 already."""
    fixable = (
        finding for finding in record.findings if finding.fix is not None and finding.control is not None
    )
    for number, finding in enumerate(fixable, 1):
        action = sshd_change(finding) or _by_hand(finding, alert_id)
        control = f"{action.does}; against {finding.control}"
        yield replace(action, id=f"{StepName.HARDEN}.{step}-{number}", does=control)


def _by_hand(finding: Finding, alert_id: str) -> Action:
    return Action(
        id=finding.id,
        does=f"{finding.says} ({finding.severity})",
        doing=(Manual(_told(finding)),),
        risk="Try it where it can be undone: keep a copy of what is changed, and a second session open",
        undo=(Manual("Put the copy back, and load the configuration anew"),),
        verify=(
            Check(
                "the investigation finds it no more",
                Command(("vedette", "investigate", alert_id, "--again")),
            ),
        ),
    )


def _told(finding: Finding) -> str:
    """The fix, where it goes, what stands there now, and by what control."""
    lines = [str(finding.fix)]
    for evidence in finding.evidence[:1]:
        says = f", which says: {evidence.excerpt}" if evidence.excerpt else ""
        lines.append(f"In {evidence.place}{says}")
    lines += [f"Because {reason}" for reason in finding.reasons[:1]]
    return "\n".join(lines)


def _scope(situation: Situation) -> Iterator[Action]:
    """For a service that should not be reachable from outside: bind it elsewhere, and let only home networks in."""
    alert = situation.alert
    number = port(alert.service.port)
    if alert.kind is not Kind.POSTURE_FINDING or number is None:
        return
    yield Action(
        id=f"{StepName.HARDEN}.bind",
        does=f"Bind {alert.service.product} to the machine itself",
        doing=(
            Manual(
                f"In the configuration of {alert.service.product} on {alert.service.host}, set the address that it "
                f"listens on to 127.0.0.1 [configuration file: …], and start it anew"
            ),
        ),
        risk="Whoever used it from outside cannot any more: a proxy with a login, or a VPN, lets them in",
        undo=(Manual("Set the address back, and start it anew"),),
        verify=(
            Check(
                "it listens on the machine itself alone",
                Command(
                    (
                        *("ss", "-H", "-l", "-n", "-t", "sport", "=", f":{number}"),
                        *("and", "not", "src", "127.0.0.0/8", "and", "not", "src", "[::1]"),
                    )
                ),
                Expects.NOTHING,
            ),
        )
        if alert.service.transport == "tcp"
        else (),
    )
    outside = next((admin for admin in situation.host.admins if not _inside(admin.ip, situation)), None)
    if alert.service.transport in {"tcp", "udp"} and (alert.service.protocol != "ssh" or outside is None):
        yield _only_from_home(situation, number)


def _outgoing(alert: Alert) -> Iterator[Action]:
    """For a service that was made to call back: let it open what it needs, and nothing else (systemd.resource-control(5))."""
    if not called_back(alert):
        return
    running = alert.service.running
    named = unit(running.unit) if running is not None else None
    text = "[Service]\nIPAddressDeny=any\nIPAddressAllow=localhost\n"
    if named is None:
        how: tuple[Command | Change | Manual, ...] = (
            Manual("For the unit that runs it, as a drop-in:", text),
        )
        back: tuple[Command | Change | Manual, ...] = (
            Manual("Take the drop-in away, and start the unit anew"),
        )
        verify: tuple[Check, ...] = ()
    else:
        file = f"/etc/systemd/system/{named}.d/vedette-outgoing.conf"
        load = (Command(("systemctl", "daemon-reload")), Command(("systemctl", "restart", named)))
        how, back = (Change(file, None, text), *load), (Change(file, text, None), *load)
        shown = Command(("systemctl", "show", "--property=IPAddressDeny", named))
        verify = (Check("the unit is kept to it", shown, Expects.TEXT, "::/0"),)
    yield Action(
        id=f"{StepName.HARDEN}.outgoing",
        does=f"Let {alert.service.product} speak with the machine itself alone: it was made to call back to a stranger",
        doing=how,
        risk="It answers nobody from elsewhere either, until whom it serves, its database and its resolver are named "
        "by IPAddressAllow: add them first [networks: …]",
        undo=back,
        verify=verify,
    )


def _inside(ip: str, situation: Situation) -> bool:
    network = client_network(ip)
    return network is not None and first_overlapping(network, situation.home or PRIVATE) is not None


def _only_from_home(situation: Situation, number: int) -> Action:
    """A chain of its own for the port: nftables, as it keeps clients out, too."""
    transport = situation.alert.service.transport
    chain = f"inet vedette only_{transport}_{number}"
    home = situation.home or PRIVATE
    v4, v6 = (", ".join(n for n in home if (":" in n) is six) for six in (False, True))
    accepts = [f"add rule {chain} {transport} dport {number} ip saddr {{ {v4} }} accept"] if v4 else []
    accepts += (
        [f"add rule {chain} {transport} dport {number} ip6 saddr {{ {v6}, fe80::/10 }} accept"] if v6 else []
    )
    script = "\n".join(
        (
            "",
            "add table inet vedette",
            f"add chain {chain} {{ type filter hook input priority -5; policy accept; }}",
            f"flush chain {chain}",
            f'add rule {chain} iif "lo" accept',
            *accepts,
            f"add rule {chain} {transport} dport {number} counter drop",
            "",
        )
    )
    return Action(
        id=f"{StepName.HARDEN}.only-from-home",
        does=f"Drop packets to port {number}/{transport} that do not come from the home networks (nftables)",
        doing=(Command(("nft", script)),),
        risk="Whoever used the service from elsewhere cannot any more. It is gone after a restart of the machine: put "
        "it into /etc/nftables.conf to keep it. Published ports of containers are not covered",
        expires="Stays until the machine is started anew",
        undo=(Command(("nft", f"delete chain {chain}")),),
        verify=(Check("the chain stands", Command(("nft", "list", "chain", *chain.split()))),),
    )
