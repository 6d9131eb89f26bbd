"""What a group of posture checks is: it looks at one side of a machine, and names what breaks a control."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from vedette.investigate.posture.ground import Ground
from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding


@dataclass(frozen=True, slots=True)
class Weakness:
    """One thing that a check may find."""

    id: str
    """Of its findings."""
    title: str
    """What is wrong, for the table in the documents."""
    severity: Severity
    why: str
    """What may come of it, as a clause without a full stop."""
    control: str
    """The controls that it breaks. CIS: by the version of the benchmark (`benchmarks.py`); NIST: SP 800-53 revision 5; OWASP:
    the Top 10 of 2021."""

    def found(
        self, subject: str, says: str, *evidence: Evidence, fix: str, severity: Severity | None = None
    ) -> Finding:
        """A finding of it. fix: the line or the command, exactly; severity: where it is another one here."""
        given = Finding(
            self.id, subject, says, self.severity, evidence, (self.why,), fix=fix, control=self.control
        )
        return given if severity is None else replace(given, severity=severity)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a group says."""

    findings: tuple[Finding, ...] = ()
    checked: tuple[str, ...] = ()
    """What it looked at."""
    missing: tuple[str, ...] = ()
    """What it should have looked at and could not."""


class Checks(Protocol):
    """One group of checks."""

    @property
    def id(self) -> str:
        """Also the module's and the test's name."""
        ...

    @property
    def title(self) -> str:
        """What it is about, for people."""
        ...

    @property
    def weaknesses(self) -> tuple[Weakness, ...]:
        """All that it may find."""
        ...

    def run(self, ground: Ground) -> Checked:
        """Look. Finds nothing without evidence."""
        ...
