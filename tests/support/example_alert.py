"""An alert for tests of what is kept, told and planned, with hostile text in it."""

from datetime import UTC, datetime, timedelta

from vedette.model.alert import Alert, Evidence, Kind, Outcome, Severity
from vedette.model.service import Service, VersionSource

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SERVICE = Service(
    id="web-1/nginx:80/tcp",
    host="web-1",
    addresses=("192.0.2.1",),
    listen_address=None,
    port=80,
    transport="tcp",
    protocol="http",
    product="nginx",
    version="1.22.1",
    version_source=VersionSource.PACKAGE,
    purl=None,
    cpe=None,
    components=(),
    logs=(),
)
ALERT = Alert(
    id="a3f9c1a3f9c1",
    kind=Kind.POSTURE_FINDING,
    verdict=None,
    severity=Severity.HIGH,
    severity_reasons=("it is open",),
    client=None,
    service=SERVICE,
    vulnerabilities=(),
    attacked_vulnerability=None,
    hypotheses=(),
    outcome=Outcome.NONE_SEEN,
    first_seen=NOW - timedelta(hours=2),
    last_seen=NOW - timedelta(hours=1),
    connections=1,
    bytes_in=None,
    bytes_out=None,
    evidence=(Evidence("access.log", 7, None, NOW, "\x1b[2J\0", "hostile"),),
    who="nobody",
    what="\u202e",
    when="",
    where="",
    why="",
)
