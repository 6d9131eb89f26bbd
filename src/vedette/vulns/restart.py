"""Fixes that a machine has installed, and that a process has not loaded yet."""

from __future__ import annotations

from vedette.model.service import Service
from vedette.vulns.advisories.index import Record
from vedette.vulns.precedence import judged
from vedette.vulns.subjects import Subject, component
from vedette.vulns.version_ranges import Outcome


def installed_fix(subject: Subject, record: Record, service: Service) -> str | None:
    """The package of the subject that the machine holds by now and that is not affected; null where there is none."""
    for stale in service.running.stale if service.running is not None else ():
        newer = component(stale.installed, service) if stale.installed is not None else None
        if newer is None or newer.packages.isdisjoint(subject.packages) or newer.version == subject.version:
            continue
        found = judged(newer, record)
        if found is not None and found.outcome in {Outcome.FIXED, Outcome.NOT_AFFECTED}:
            return newer.label
    return None
