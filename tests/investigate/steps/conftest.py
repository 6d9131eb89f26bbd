"""Cases that are made for a test: an alert, what is known, and a machine."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from vedette.investigate.interface import Case, Input
from vedette.model.alert import (
    Alert,
    Client,
    Evidence,
    Kind,
    Outcome,
    Severity,
    Verdict,
)
from vedette.model.lifecycle import State
from vedette.model.reputation import Reputation
from vedette.model.service import Service, VersionSource
from vedette.model.vulnerability import Exposure, Vulnerability
from vedette.model.vulnerability import State as Holds
from vedette.store.alerts import Kept

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def service(product="apache-httpd", version="2.4.49", port=80, host="web-1", listen="0.0.0.0", reach=None):
    return Service(
        f"{host}/{product}:{port}/tcp", host, (), listen, port, "tcp", "http", product, version,
        VersionSource.DECLARED, None, None, (), (), reach=reach,
    )  # fmt: skip


def vulnerability(name, state=Holds.AFFECTED, cvss=7.5, *, kev=False, opinions=()):
    return Vulnerability(
        name, state, "by an advisory", None, cvss, None, kev, "2.4.51", (), opinions=opinions
    )


def line(request, agent="Mozilla/5.0 (X11)", client="203.0.113.66"):
    text = f'{client} - - [24/Nov/2026:08:39:44 +0000] "{request}" 200 1842 "-" "{agent}"'
    return Evidence("access.log", 1, 0, NOW, text, "an attack")


def alert(
    alert_id,
    client,
    on,
    attacked=None,
    outcome=Outcome.ATTEMPTED,
    evidence=(),
    verdict=Verdict.RECONNAISSANCE,
):
    unlisted = Reputation.__new__(Reputation)
    return Alert(
        alert_id, Kind.INCIDENT, verdict, Severity.HIGH, (), Client(client, unlisted, None, None), on, (),
        attacked, (), outcome, NOW, NOW, 1, None, None, tuple(evidence), "", "", "", "", "",
    )  # fmt: skip


class Scene:
    """Makes cases."""

    def __init__(self, root):
        self.root = root

    def case(self, about, services=(), exposures=None, others=(), *, files=None):
        known = {s.id: s for s in services}
        exposed = exposures or {}
        knowledge = SimpleNamespace(
            services=known,
            exposure=lambda name: Exposure(name, tuple(exposed.get(name, ())), ()),
            judge=lambda _, name: vulnerability(name, Holds.UNKNOWN),
        )
        for path, text in (files or {}).items():
            place = self.root / path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return Case(
            alert=about,
            paths=(),
            format=None,
            read=(),
            versions=dict.fromkeys(Input, ""),
            now=NOW,
            load=lambda: SimpleNamespace(knowledge=knowledge),
            kept=tuple(Kept(each, State.NEW, None, 1) for each in (about, *others)),
            root=self.root if files is not None else Path("/"),
        )


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)
