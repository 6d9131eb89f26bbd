"""Step 5, posture: what of the machine's defences is missing, off or weak, and the line that mends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from vedette.investigate.digest import digest_of
from vedette.investigate.interface import Case, Input
from vedette.investigate.machine import ground_of, has_files, wanted
from vedette.investigate.posture import GROUPS
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked
from vedette.investigate.telling import confidence
from vedette.model.alert import Severity
from vedette.model.counting import plural
from vedette.model.investigation import Finding, StepRecord, StepStatus


class PostureStep:
    """Checks the machine against named controls."""

    id = "posture"
    title = "Posture"

    def digest(self, case: Case) -> str:
        """Of the record itself: the rules of a live firewall have neither size nor time of change."""
        return digest_of(case, self.id, [Input.ASSETS], repr(case.once(_record)))

    def run(self, case: Case) -> StepRecord:
        """Look, and tell."""
        return case.once(_record)


def _record(case: Case) -> StepRecord:
    ground = case.once(ground_of)
    if not has_files(case):
        return _from_afar(case, ground)
    told = [_group(group_id, ground) for group_id in GROUPS]
    findings = [finding for checked in told for finding in checked.findings]
    missing = tuple(dict.fromkeys(text for checked in told for text in checked.missing))
    return StepRecord(
        step=PostureStep.id,
        status=StepStatus.DONE,
        summary=f"{case.alert.service.host}: {_counted(findings)}",
        findings=_sorted(findings),
        checked=tuple(dict.fromkeys(text for checked in told for text in checked.checked)),
        missing=missing,
        confidence=confidence(len(missing)),
    )


def _group(group_id: str, ground: Ground) -> Checked:
    """What one group says; one that fails must not hide what the others find."""
    try:
        return GROUPS[group_id].run(ground)
    except Exception as error:  # noqa: BLE001 - told as missing
        said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return Checked(missing=(f"{GROUPS[group_id].title}: a defect of Vedette ({said}): please report it",))


def _from_afar(case: Case, ground: Ground) -> StepRecord:
    """What the inventory alone tells of a machine that cannot be looked at."""
    listening = _group("listening", ground)
    host = case.alert.service.host
    return StepRecord(
        step=PostureStep.id,
        status=StepStatus.NEEDS_INPUT,
        summary=f"{host} cannot be looked at from here; by the inventory: {_counted(listening.findings)}",
        findings=_sorted(listening.findings),
        questions=(wanted(case),),
        checked=listening.checked,
        missing=(
            *listening.missing,
            f"the files of {host}, by which its {_named(set(GROUPS) - {'listening'})} would be judged",
        ),
        confidence=confidence(len(GROUPS)),
        reason=f"the files of {host} are not at hand",
    )


def _named(groups: Collection[str]) -> str:
    """The titles of groups, as a list in a sentence."""
    titles = [
        f"{group.title[0].lower()}{group.title[1:]}" for name, group in GROUPS.items() if name in groups
    ]
    return f"{', '.join(titles[:-1])} and {titles[-1]}"


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: -finding.severity.rank))


def _counted(findings: Sequence[Finding]) -> str:
    """`3 weaknesses (1 high, 2 low)`."""
    counts = Counter(finding.severity for finding in findings)
    parts = [f"{counts[severity]} {severity}" for severity in reversed(Severity) if counts[severity]]
    total = plural(len(findings), "weakness", "weaknesses")
    return f"{total} ({', '.join(parts)})" if parts else "no weakness"
