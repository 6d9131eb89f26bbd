"""Whether fixes reach the machine: security updates that wait, how old the lists are, and who installs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from vedette.assets.live.packages.control import paragraphs
from vedette.assets.live.packages.dpkg import STATUS
from vedette.investigate.configuration.including import Kind
from vedette.investigate.configuration.nginx import statements
from vedette.investigate.posture.benchmarks import CONTROLS, DEBIAN
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked, Weakness
from vedette.model.alert import Evidence, Severity
from vedette.model.errors import InvalidVersion
from vedette.model.investigation import Finding
from vedette.vulns.versions import SCHEMES
from vedette.vulns.versions.interface import compare

PENDING: Final = Weakness(
    "security-update-pending", "a security update waits", Severity.MEDIUM,
    "the flaws that it mends are public", f"{DEBIAN} 1.2.2.1 (updates are installed); NIST SI-2; OWASP A06",
)  # fmt: skip
OLD: Final = Weakness(
    "package-lists-old", "the lists of packages are old", Severity.LOW,
    "updates that came since are not known here", "NIST SI-2, RA-5",
)  # fmt: skip
BY_HAND: Final = Weakness(
    "updates-by-hand", "security updates are not installed by themselves", Severity.LOW,
    "between a fix and its installation stands somebody's memory", f"{CONTROLS} 7.3 (automated patches of the operating system); NIST SI-2(2)",
)  # fmt: skip
RESTART: Final = Weakness(
    "restart-pending", "the machine waits to be started anew", Severity.MEDIUM,
    "the fixed code is on the disk, and the old code runs", "NIST SI-2",
)  # fmt: skip
LISTS: Final = "/var/lib/apt/lists"
_PERIODIC: Final = "apt::periodic::unattended-upgrade"
_APT: Final = "/etc/apt/apt.conf.d"
_REBOOT: Final = ("/var/run/reboot-required", "/run/reboot-required")
_OLD_AFTER: Final = timedelta(days=14)
"""Security updates come every few days."""
_MOST_LIST: Final = 256 << 20
_MOST_TOLD: Final = 50


@dataclass(frozen=True, slots=True)
class _Offer:
    """A package in a list of security updates."""

    version: str
    evidence: Evidence


class UpdateChecks:
    """apt's lists against dpkg's, as the machine itself has them."""

    id = "updates"
    title = "Updates"
    weaknesses = (PENDING, OLD, BY_HAND, RESTART)

    def run(self, ground: Ground) -> Checked:
        """Machines without dpkg cannot be judged yet, which is told."""
        tree = ground.tree
        status = tree.text(STATUS, _MOST_LIST)
        restart = [
            RESTART.found(
                "reboot", "the machine asks to be started anew", _whole(path), fix="systemctl reboot"
            )
            for path in _REBOOT
            if tree.is_file(path)
        ][:1]
        if status is None:
            return Checked(tuple(restart), missing=("pending updates: no package database of dpkg here",))
        lists = [name for name in tree.names(LISTS) if "security" in name]
        plain = [f"{LISTS}/{name}" for name in lists if name.endswith("_Packages")]
        missing = (
            [] if plain else [f"pending updates: no list of security updates in {LISTS} (apt-get update)"]
        )
        missing += [f"{LISTS}/{name}: packed, not read" for name in lists if "_Packages." in name]
        findings = [
            *_pending(_installed(status), plain, ground),
            *_age(plain, ground),
            *_by_hand(ground),
            *restart,
        ]
        return Checked(tuple(findings), (STATUS, *plain, _APT), tuple(missing))


def _whole(path: str) -> Evidence:
    return Evidence(path, None, None, None, "", "the file is there")


def _installed(status: str) -> dict[str, str]:
    """Versions by package, of those that are there."""
    return {
        fields["package"]: fields["version"]
        for _, fields in paragraphs(status)
        if fields.get("package") and fields.get("version") and fields.get("status", "").endswith(" installed")
    }


def _pending(installed: Mapping[str, str], lists: list[str], ground: Ground) -> Iterator[Finding]:
    offers = _offers(installed, lists, ground)
    for name, offer in sorted(offers.items())[:_MOST_TOLD]:
        says = f"{installed[name]} is installed, {offer.version} is offered by the security archive"
        fix = f"apt-get install --only-upgrade {name}={offer.version}"
        yield PENDING.found(name, says, offer.evidence, fix=fix)
    if len(offers) > _MOST_TOLD:
        says = f"{len(offers) - _MOST_TOLD} more packages have security updates"
        yield PENDING.found("others", says, *(_whole(path) for path in lists), fix="apt-get upgrade")


def _offers(installed: Mapping[str, str], lists: list[str], ground: Ground) -> dict[str, _Offer]:
    """The highest version that a security archive offers, where it is above the one that is installed."""
    best: dict[str, _Offer] = {}
    for path in lists:
        text = ground.tree.text(path, _MOST_LIST) or ""
        for line, fields in paragraphs(text):
            name, version = fields.get("package", ""), fields.get("version", "")
            than = best[name].version if name in best else installed.get(name)
            if than is not None and version != than and _is_above(version, than):
                shows = "the security archive offers it"
                best[name] = _Offer(
                    version, Evidence(path, line, None, None, f"{name} {version}"[:200], shows)
                )
    return best


def _is_above(version: str, than: str) -> bool:
    try:
        return compare(SCHEMES["deb"], version, than) > 0
    except InvalidVersion:
        return False


def _age(lists: list[str], ground: Ground) -> Iterator[Finding]:
    written = [(time, path) for path in lists if (time := ground.tree.written(path)) is not None]
    if written:
        newest, path = max(written)
        if ground.now - newest > _OLD_AFTER:
            evidence = Evidence(path, None, None, newest, "", "last written")
            says = f"the newest list of security updates is {(ground.now - newest).days} days old"
            yield OLD.found("apt", says, evidence, fix="apt-get update")


def _by_hand(ground: Ground) -> Iterator[Finding]:
    """`APT::Periodic::Unattended-Upgrade "1";` switches it on (apt.conf(5), apt.systemd.daily)."""
    found: tuple[str, Evidence] | None = None
    for path in ("/etc/apt/apt.conf", *ground.tree.glob(f"{_APT}/*")):
        text = ground.tree.text(path, 1 << 20) or ""
        for name, value, line in _settings(text):
            if name == _PERIODIC:
                found = (value, Evidence(path, line, None, None, f"{name} {value}"[:200], f"it is {value!r}"))
    if found is not None and found[0] not in {"0", ""}:
        return
    evidence = found[1] if found else Evidence(_APT, None, None, None, "", f"no line sets {_PERIODIC}")
    fix = "apt-get install unattended-upgrades && dpkg-reconfigure -plow unattended-upgrades"
    yield BY_HAND.found("apt", "nothing installs security updates by itself", evidence, fix=fix)


def _settings(text: str) -> Iterator[tuple[str, str, int]]:
    """Names, in lower case and with those of the blocks around them, values and lines. `//` begins a comment."""
    plain = "\n".join("" if line.lstrip().startswith("//") else line for line in text.split("\n"))
    around: list[str] = []
    for statement in statements(plain):
        words = [word.lower() for word in statement.words[:1]]
        if statement.kind is Kind.CLOSE:
            around = around[:-1]
        elif statement.kind is Kind.OPEN:
            around += words
        else:
            value = statement.words[1] if len(statement.words) > 1 else ""
            yield "::".join([*around, *words]), value, statement.line
