"""Step 3 says what was odd, whether it worked, and whether data was taken."""

import pytest
from investigated import alert_of, finding, ids, scanned, steps_of

from vedette.model.investigation import StepStatus
from vedette.store import alerts as kept
from vedette.store.database import opened

LINE = '{ip} - - [24/Nov/2026:{hour:02}:{minute:02}:{second:02} +0000] "GET {path} HTTP/1.1" {status} {size} "-" "{agent}"\n'


def line(n=0, *, ip="203.0.113.6", path="/", status=200, size=500, agent="Firefox", hour=10):
    return LINE.format(
        ip=ip, hour=hour, minute=n // 60, second=n % 60, path=path, status=status, size=size, agent=agent
    )


VISITORS = "".join(
    line(n * 5, ip=f"192.0.2.{n % 25 + 1}", path=f"/shop/{n % 7}", size=400 + n) for n in range(400)
)
STEAL = "/static/../../../etc/passwd"


@pytest.fixture
def step(tmp_path):
    """Scans an access log, and looks into what one client did."""
    (tmp_path / "inventory.json").write_text(
        '{"host": "web-9", "apps": [{"name": "aiohttp", "version": "3.9.1", "purl": "pkg:pypi/aiohttp@3.9.1",'
        ' "listen": {"port": 8080}}]}'
    )

    def look(text, client="203.0.113.6"):
        (tmp_path / "access.log").write_text(text)
        alerts = scanned(tmp_path / "state", [tmp_path / "access.log"], assets=[tmp_path / "inventory.json"])
        return steps_of(tmp_path / "state", alert_of(alerts, client))["activity"]

    return look


def test_a_file_that_was_answered_was_likely_taken(step):
    record = step(VISITORS + line(path=STEAL, size=1842))
    taken = finding(record, "data-likely-taken")
    assert (taken.subject, taken.says) == ("/etc/passwd", "was likely sent to the client, 1,842 bytes")
    assert "the content of some answers was not recorded" in record.missing[0]


def test_what_was_refused_took_nothing(step):
    record = step(VISITORS + line(path=STEAL, status=403, size=10))
    assert "no sign that data was taken (10 bytes went out)" in record.summary
    assert "every attack was refused" in record.summary
    assert record.status is StepStatus.DONE
    assert record.missing == ()


def test_more_than_anybody_else_is_sent_is_told_with_what_it_went_for(step):
    record = step(VISITORS + line(path=STEAL, status=403) + line(9, path="/export.zip", size=80_000_000))
    unusual = finding(record, "bytes-out-unusual")
    assert unusual.says == "80,000,500 bytes were sent to it in 2 answers"
    assert "/export.zip: 80,000,000 bytes, 1 time" in unusual.reasons
    assert "size-was-sent" in ids(record)


def test_oddities_are_scored_against_the_others_of_the_same_log(step):
    probes = "".join(line(n, path=f"/wp-{n}", status=404, agent="nikto/2.5") for n in range(30))
    record = step(VISITORS + probes + line(40, path=STEAL, status=403))
    assert {"requests-unusual", "refused-often", "agent-tool"} <= set(ids(record))
    assert finding(record, "refused-often").reasons == ("scored 40: of others 0.0% are refused",)


def test_of_few_others_nothing_is_called_rare_and_that_is_said(step):
    record = step(line(path=STEAL, status=403) + line(ip="192.0.2.1"))
    assert any("too few visits of others" in missing for missing in record.missing)
    assert "requests-unusual" not in ids(record)


def test_a_proof_that_is_gone_is_missed(step, tmp_path):
    step(VISITORS + line(path=STEAL, size=1842))
    (tmp_path / "access.log").write_text(VISITORS)
    with opened(tmp_path / "state") as connection:
        (alert,) = [k.alert for k in kept.every(connection) if k.alert.client]
    record = steps_of(tmp_path / "state", alert)["activity"]
    assert finding(record, "proof-gone").severity.rank == 3
    assert any("no trace of this client" in missing for missing in record.missing)
