"""Whether anything would notice, or stop, whoever breaks in: what is installed, configured and alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from vedette.assets.live.packages.control import paragraphs
from vedette.assets.live.packages.dpkg import STATUS
from vedette.investigate.posture.benchmarks import CONTROLS
from vedette.investigate.posture.facts.listening import Listening
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked, Weakness
from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding

NO_PREVENTION: Final = Weakness(
    "no-intrusion-prevention", "nothing keeps out clients that misbehave", Severity.LOW,
    "guessing and probing go on for as long as they like", f"{CONTROLS} 13.7 and 13.8 (intrusion prevention on hosts and networks); NIST SI-4, AC-7",
)  # fmt: skip
NO_DETECTION: Final = Weakness(
    "no-intrusion-detection", "nothing watches the machine or its network", Severity.LOW,
    "whoever breaks in is not noticed", f"{CONTROLS} 13.2 and 13.3 (intrusion detection on hosts and networks); NIST SI-4, AU-6",
)  # fmt: skip
DEAD: Final = Weakness(
    "sensor-not-running", "a sensor is installed and does not run", Severity.MEDIUM,
    "everyone believes that it watches", f"{CONTROLS} 13.2 (intrusion detection on hosts); NIST SI-4, SI-6",
)  # fmt: skip
NO_JAIL: Final = Weakness(
    "fail2ban-without-jail", "fail2ban has no jail for a service that strangers reach", Severity.MEDIUM,
    "it runs and bans nobody there", f"{CONTROLS} 13.7 (intrusion prevention on hosts); NIST SI-4, AC-7",
)  # fmt: skip
NO_BOUNCER: Final = Weakness(
    "crowdsec-without-bouncer", "CrowdSec decides, and nothing carries out what it decides", Severity.MEDIUM,
    "it bans on paper", f"{CONTROLS} 13.7 (intrusion prevention on hosts); NIST SI-4",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sensor:
    """A program that watches or prevents."""

    name: str
    prevents: bool
    processes: tuple[str, ...]
    """Names of its processes, as the kernel keeps them."""
    places: tuple[str, ...]
    """Its configuration."""
    packages: tuple[str, ...]
    unit: str


SENSORS: Final = (
    Sensor("fail2ban", True, ("fail2ban-server",), ("/etc/fail2ban/jail.conf", "/etc/fail2ban/jail.local"), ("fail2ban",), "fail2ban"),
    Sensor("CrowdSec", True, ("crowdsec",), ("/etc/crowdsec/config.yaml",), ("crowdsec",), "crowdsec"),
    Sensor("SSHGuard", True, ("sshguard", "sshg-blocker"), ("/etc/sshguard/sshguard.conf",), ("sshguard",), "sshguard"),
    Sensor("Suricata", False, ("Suricata-Main", "suricata"), ("/etc/suricata/suricata.yaml",), ("suricata",), "suricata"),
    Sensor("Zeek", False, ("zeek",), ("/opt/zeek/etc/node.cfg", "/etc/zeek/node.cfg"), ("zeek", "zeek-core"), "zeek"),
    Sensor("Snort", False, ("snort", "snort3"), ("/etc/snort/snort.conf", "/etc/snort/snort.lua"), ("snort",), "snort"),
    Sensor("Wazuh agent", False, ("wazuh-agentd", "ossec-agentd"), ("/var/ossec/etc/ossec.conf",), ("wazuh-agent",), "wazuh-agent"),
    Sensor("auditd", False, ("auditd",), ("/etc/audit/auditd.conf",), ("auditd",), "auditd"),
    Sensor("Falco", False, ("falco",), ("/etc/falco/falco.yaml",), ("falco",), "falco"),
)  # fmt: skip
"""Those that are known."""
_MOST: Final = 256 << 20
_BOUNCERS: Final = "/etc/crowdsec/bouncers/*.yaml"
_JAILS: Final = ("/etc/fail2ban/jail.conf", "/etc/fail2ban/jail.d/*.conf", "/etc/fail2ban/jail.local",
                 "/etc/fail2ban/jail.d/*.local")  # fmt: skip
"""In the order in which fail2ban reads them (jail.conf(5)); the last value counts."""
_SSH: Final = 22
_TRUE: Final = frozenset({"true", "yes", "on", "1"})


class IntrusionDetectionChecks:
    """Sensors by package, configuration and process."""

    id = "intrusion_detection"
    title = "Intrusion detection and prevention"
    weaknesses = (NO_PREVENTION, NO_DETECTION, DEAD, NO_JAIL, NO_BOUNCER)

    def run(self, ground: Ground) -> Checked:
        """What is alive is told by processes; where these are not known, that is missing."""
        packages = _packages(ground)
        found = {s.name: e for s in SENSORS if (e := _installed(s, packages, ground)) is not None}
        missing = [] if ground.processes is not None else ["processes: whether sensors run is not known"]
        findings = [*_absent(found, packages), *_dead(found, ground)]
        if "fail2ban" in found:
            findings += _jails(ground, found["fail2ban"])
        if "CrowdSec" in found:
            findings += _bouncers(ground, found["CrowdSec"])
        checked = [STATUS] if packages is not None else []
        return Checked(tuple(findings), (*checked, *(s.places[0] for s in SENSORS)), tuple(missing))


def _packages(ground: Ground) -> dict[str, int] | None:
    """Packages that are installed, each with the line of its paragraph; null where there is no dpkg."""
    text = ground.tree.text(STATUS, _MOST)
    if text is None:
        return None
    return {
        fields["package"]: line
        for line, fields in paragraphs(text)
        if fields.get("package") and fields.get("status", "").endswith(" installed")
    }


def _installed(sensor: Sensor, packages: dict[str, int] | None, ground: Ground) -> Evidence | None:
    """What shows that it is installed: a package, a process, or, without a package database, its configuration."""
    for package in sensor.packages:
        if packages and package in packages:
            return Evidence(STATUS, packages[package], None, None, f"Package: {package}", "it is installed")
    for name in sensor.processes:
        if ground.processes and name in ground.processes:
            return Evidence(ground.processes[name], None, None, None, name, "it runs")
    for path in sensor.places:
        if ground.tree.is_file(path):
            return Evidence(path, None, None, None, "", "its configuration is there")
    return None


def _absent(found: dict[str, Evidence], packages: dict[str, int] | None) -> Iterator[Finding]:
    fixes = {
        True: "apt-get install fail2ban (or crowdsec with a bouncer)",
        False: "apt-get install auditd (or suricata, a Wazuh agent)",
    }
    for weakness, prevents in ((NO_PREVENTION, True), (NO_DETECTION, False)):
        known = [s for s in SENSORS if s.prevents is prevents]
        if any(s.name in found for s in known):
            continue
        names = ", ".join(s.name for s in known)
        source = STATUS if packages is not None else known[0].places[0]
        evidence = Evidence(source, None, None, None, "", f"none of {names}")
        yield weakness.found("machine", f"none of {names} is installed", evidence, fix=fixes[prevents])


def _dead(found: dict[str, Evidence], ground: Ground) -> Iterator[Finding]:
    if ground.processes is None:
        return
    for sensor in SENSORS:
        if sensor.name in found and not any(name in ground.processes for name in sensor.processes):
            says = "is installed, and no process of it runs"
            fix = f"systemctl enable --now {sensor.unit}, then systemctl status {sensor.unit}"
            yield DEAD.found(sensor.name, says, found[sensor.name], fix=fix)


def _jails(ground: Ground, installed: Evidence) -> Iterator[Finding]:
    """Only sshd's: of other services fail2ban knows more jails than can be told apart from here."""
    reached = [s for s in ground.listening if not s.local and _is_sshd(s)]
    setting = _enabled(ground)
    if not reached or (setting is not None and setting[0]):
        return
    evidence = setting[1] if setting else installed
    fix = "in /etc/fail2ban/jail.d/sshd.local: [sshd] and enabled = true, then fail2ban-client reload"
    yield NO_JAIL.found("sshd", "sshd is reached from elsewhere and has no jail", evidence, fix=fix)


def _is_sshd(listening: Listening) -> bool:
    """By what the inventory has on the port, else by the port."""
    if listening.product is not None:
        return listening.product.id == "openssh"
    return listening.transport == "tcp" and listening.port == _SSH


def _enabled(ground: Ground) -> tuple[bool, Evidence] | None:
    """What counts of `enabled` for the jail of sshd, that of `[DEFAULT]` where it says nothing itself."""
    found: dict[str, tuple[bool, Evidence]] = {}
    for path in (path for pattern in _JAILS for path in ground.tree.glob(pattern)):
        section = ""
        for number, line in enumerate(
            islice((ground.tree.text(path, 1 << 22) or "").splitlines(), 100_000), 1
        ):
            stripped = line.strip()
            if stripped.startswith("[") and stripped.endswith("]"):
                section = stripped[1:-1].strip().lower()
            name, equals, value = stripped.partition("=")
            if equals and name.strip() == "enabled" and section in {"sshd", "default"}:
                on = value.strip().lower() in _TRUE
                found[section] = (
                    on,
                    Evidence(path, number, None, None, stripped[:200], f"[{section}] {stripped[:80]}"),
                )
    return found.get("sshd") or found.get("default")


def _bouncers(ground: Ground, installed: Evidence) -> Iterator[Finding]:
    runs = [name for name in ground.processes or {} if "bouncer" in name]
    if not (ground.tree.glob(_BOUNCERS) or runs):
        fix = "apt-get install crowdsec-firewall-bouncer-nftables"
        yield NO_BOUNCER.found("CrowdSec", "no bouncer is configured, and none runs", installed, fix=fix)
