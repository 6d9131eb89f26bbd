"""The firewall: does it refuse what nobody allowed, in both families, and in the cloud before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.assets.live.reachability.interface import Action, Applies
from vedette.investigate.posture.benchmarks import AWS, CONTROLS, DEBIAN
from vedette.investigate.posture.facts.firewall import FAMILIES, FirewallFacts
from vedette.investigate.posture.facts.listening import by_port
from vedette.investigate.posture.facts.places import COMMANDS, SECURITY_GROUPS
from vedette.investigate.posture.facts.security_groups import Opening, openings_of
from vedette.investigate.posture.facts.ufw import CONF, UfwRule
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked, Weakness
from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding

ABSENT: Final = Weakness(
    "firewall-absent",
    "no firewall refuses anything that comes in",
    Severity.MEDIUM,
    "every port that a program opens is open to everyone",
    f"{DEBIAN} 4.2.7 (ufw), 4.3.8 (nftables) or 4.4.2.1 (iptables): default deny; NIST SC-7(5)",
)
ONE_FAMILY: Final = Weakness(
    "firewall-one-family",
    "the firewall refuses one of IPv4 and IPv6 alone",
    Severity.HIGH,
    "whoever comes by the other family meets no firewall",
    f"{DEBIAN} 4.4.2.1 and 4.4.3.1 (default deny of iptables and ip6tables); NIST SC-7(5)",
)
OFF: Final = Weakness(
    "ufw-off",
    "ufw is installed and not enabled",
    Severity.MEDIUM,
    "its rules are not in force",
    f"{DEBIAN} 4.2.3 (ufw is enabled); NIST SC-7",
)
OPENS: Final = Weakness(
    "firewall-opens-service",
    "a rule opens a port of a service that is not made for the Internet",
    Severity.MEDIUM,
    "the service is open to everyone as soon as it listens",
    f"{CONTROLS} 4.4 (a firewall on servers); NIST SC-7(5), AC-4",
)
GROUP_ALL: Final = Weakness(
    "security-group-open",
    "a security group lets everyone in on every port",
    Severity.HIGH,
    "the cloud's firewall keeps nobody out",
    f"{AWS} 6.3 (remote administration not from 0.0.0.0/0); NIST SC-7(5)",
)
GROUP_SERVICE: Final = Weakness(
    "security-group-opens-service",
    "a security group lets everyone reach a service that is not made for the Internet, or remote administration",
    Severity.MEDIUM,
    "passwords are guessed and flaws are tried from everywhere",
    f"{AWS} 6.3 (remote administration not from 0.0.0.0/0); NIST SC-7(5), AC-17",
)
_ADMINISTRATION: Final = {22: "SSH", 3389: "RDP", 23: "telnet", 5900: "VNC"}
_MOST_NAMED: Final = 12


class FirewallChecks:
    """Rules of nftables, iptables and ufw, and security groups."""

    id = "firewall"
    title = "Firewall"
    weaknesses = (ABSENT, ONE_FAMILY, OFF, OPENS, GROUP_ALL, GROUP_SERVICE)

    def run(self, ground: Ground) -> Checked:
        """What could not be read is missing; it is not taken for closed, nor for open."""
        facts = ground.firewall
        missing = [facts.rules.unread] if facts.rules.unread else []
        findings = [*_defaults(facts), *_ufw(facts)] if facts.known or facts.ufw else []
        checked = [evidence.source for evidence in facts.sources]
        try:
            openings = openings_of(ground.tree)
        except ValueError as error:
            openings = None
            missing.append(f"{SECURITY_GROUPS}: no security groups ({error})")
        if openings is None and not missing:
            checked.append(f"no security groups kept (`{COMMANDS[SECURITY_GROUPS]}` as {SECURITY_GROUPS})")
        elif openings is not None:
            checked.append(SECURITY_GROUPS)
            findings += [finding for opening in openings for finding in _opened(opening)]
        return Checked(tuple(findings), tuple(dict.fromkeys(checked)), tuple(missing))


def _defaults(facts: FirewallFacts) -> Iterator[Finding]:
    if not facts.known:
        return
    refusing = [family for family, refuses in facts.refuses.items() if refuses]
    sources = facts.sources or (Evidence("nft list ruleset", None, None, None, "", "no rule is there"),)
    if len(refusing) == 1:
        (closed,) = refusing
        (other,) = (family for family in FAMILIES if family != closed)
        says = f"strangers are refused by {FAMILIES[closed]} and let in by {FAMILIES[other]}"
        fix = "keep one table for both: nft add table inet filter; nft add chain inet filter input '{ type filter hook input priority 0; policy drop; }'"
        if "iptables" in facts.rules.rulesets:
            fix = f"{'ip6tables' if other == 'ip6' else 'iptables'} -P INPUT DROP, after rules like those of the other family"
        yield ONE_FAMILY.found(FAMILIES[other], says, *sources, fix=fix)
    elif not refusing:
        says = "strangers are let in on every port on which something listens"
        fix = (
            "ufw allow OpenSSH && ufw default deny incoming && ufw enable; without ufw: a chain with "
            "`type filter hook input priority 0; policy drop;` that accepts `ct state established,related`, "
            "`iif lo` and the ports that are to be open"
        )
        yield ABSENT.found("input", says, *sources, fix=fix)


def _ufw(facts: FirewallFacts) -> Iterator[Finding]:
    ufw = facts.ufw
    if ufw is None:
        return
    if not ufw.enabled and not (facts.known and all(facts.refuses.values())):
        fix = f"ufw allow OpenSSH && ufw enable (which sets ENABLED=yes in {CONF})"
        yield OFF.found("ufw", "is installed and does nothing", ufw.evidence, fix=fix)
    for rule in ufw.rules:
        yield from _opens(rule)


def _opens(rule: UfwRule) -> Iterator[Finding]:
    """A rule that lets everyone reach what is not made for them."""
    if rule.action is not Action.ACCEPT or rule.rule.others is not Applies.YES:
        return
    for ports in rule.rule.ports:
        for first, last in ports.ranges:
            for name in _named(first, last):
                fix = f"ufw delete allow {rule.to}; ufw allow from NETWORK to any port {first}"
                yield OPENS.found(f"ufw {rule.to}", f"lets everyone reach {name}", rule.evidence, fix=fix)


def _named(first: int, last: int) -> list[str]:
    """The products that are not made for strangers, by the ports of a range."""
    found = ((port, by_port("tcp", port)) for port in range(first, min(last, 65_535) + 1))
    return [f"port {port} ({product.title})" for port, product in found if product is not None][:_MOST_NAMED]


def _opened(opening: Opening) -> Iterator[Finding]:
    revoke = (
        f"aws ec2 revoke-security-group-ingress --group-id {opening.group.partition(' ')[0]} "
        f"--ip-permissions IpProtocol={opening.protocol},FromPort={opening.first},ToPort={opening.last},"
        + (
            f"Ipv6Ranges='[{{CidrIpv6={opening.network}}}]'"
            if ":" in opening.network
            else f"IpRanges='[{{CidrIp={opening.network}}}]'"
        )
    )
    subject = f"{opening.group} {opening.protocol} {opening.first}-{opening.last} {opening.network}"
    if opening.everything:
        says = f"lets everyone ({opening.network}) in on every port"
        yield GROUP_ALL.found(subject, says, opening.evidence, fix=revoke)
    elif opening.protocol == "tcp":
        administration = [
            f"port {port} ({name})"
            for port, name in _ADMINISTRATION.items()
            if opening.first <= port <= opening.last
        ]
        named = [*administration, *_named(opening.first, opening.last)]
        if named:
            says = f"lets everyone ({opening.network}) reach {', '.join(named[:_MOST_NAMED])}"
            yield GROUP_SERVICE.found(subject, says, opening.evidence, fix=revoke)
