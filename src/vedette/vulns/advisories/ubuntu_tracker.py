"""Ubuntu's CVE tracker, one text file for each vulnerability: its state in each release and package.

    Candidate: CVE-2022-1234
    jammy_nginx: released (1.18.0-6ubuntu14.4)

<https://git.launchpad.net/ubuntu-cve-tracker/tree/README>
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.distributions import ALWAYS, NEVER, OPEN, about_package, until
from vedette.vulns.advisories.interface import Advisory, Document, PackageStatement, Versions
from vedette.vulns.advisories.releases import UBUNTU
from vedette.vulns.advisories.version_text import is_version


@dataclass(frozen=True, slots=True)
class _State:
    """The state of a package in a release."""

    word: str
    remark: str
    supported: bool
    """Whether extended support (ESM) says it."""

    @property
    def versions(self) -> Versions | None:
        """What it means; null where the package is not in the release."""
        match self.word:
            case "released" if is_version(self.remark):
                return until(self.remark)
            case "not-affected":
                return NEVER
            case "needed" | "deferred" | "active" | "pending" | "ignored":
                return ALWAYS
            case "DNE":
                return None
            case _:
                return OPEN


@dataclass(frozen=True, slots=True)
class UbuntuTracker:
    """Ubuntu CVE tracker."""

    name: str = "ubuntu_tracker"
    title: str = "Ubuntu CVE tracker"

    def sniff(self, head: bytes) -> float:
        """A candidate, and the state of a package."""
        lines = head.splitlines()
        named = any(line.startswith(b"Candidate:") for line in lines[:50])
        return 0.9 if named and any(_is_state(line) for line in lines) else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The advisory of the file."""
        lines = data.decode("utf-8", "replace").splitlines()
        identifier = next((line[10:].strip() for line in lines if line.startswith("Candidate:")), "")
        if not identifier:
            raise MalformedInput(path, "names no candidate", line=1)
        states: dict[tuple[str, str], _State] = {}
        for package, release, state in _states(lines):
            kept = states.get((package, release))
            if kept is None or (state.supported and kept.word not in {"released", "not-affected"}):
                states[package, release] = state
        advisory = Advisory(identifier, "Ubuntu", tuple(_statements(states)))
        return Document(advisories=[advisory])


def _is_state(line: bytes) -> bool:
    """`jammy_nginx: needed`, `Patches_nginx:`, `upstream_nginx: …`."""
    where, underscore, _ = line.partition(b":")[0].partition(b"_")
    return bool(underscore) and (
        where in {b"upstream", b"devel", b"Patches"} or where.rpartition(b"/")[2].decode("latin-1") in UBUNTU
    )


def _statements(states: dict[tuple[str, str], _State]) -> Iterator[PackageStatement]:
    for (package, release), state in states.items():
        if (versions := state.versions) is not None:
            note = state.remark if versions is ALWAYS else ""
            yield about_package(("deb", "ubuntu"), package, release, versions, note)


def _states(lines: list[str]) -> Iterator[tuple[str, str, _State]]:
    """Package, release number and state of `esm-infra/xenial_openssl: released (1.0.2g-1ubuntu4.20+esm1)`."""
    for line in lines:
        key, colon, value = line.partition(":")
        where, underscore, package = key.partition("_")
        parts = where.split("/")
        codename = next((part for part in parts if part in UBUNTU), None)
        if not (colon and underscore and codename) or line[:1].isspace():
            continue
        word, _, remark = value.strip().partition(" ")
        yield package, UBUNTU[codename], _State(word, remark.strip(" ()"), supported=len(parts) > 1)
