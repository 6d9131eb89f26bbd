import json
from datetime import UTC, datetime, timedelta

import pytest

from vedette.vulns.database import Database
from vedette.vulns.sources import nvd

START = datetime(2099, 1, 1, tzinfo=UTC)


def record(number, status="Analyzed"):
    return {"cve": {"id": f"CVE-2099-{number:04}", "vulnStatus": status, "sourceIdentifier": "x"}}


class Nvd:
    """Answers as the API does."""

    def __init__(self, records, size=2):
        self.records, self.size = records, size

    def __call__(self, query):
        start = int(query["startIndex"])
        page = self.records[start : start + self.size]
        return json.dumps({
            "resultsPerPage": len(page), "startIndex": start, "totalResults": len(self.records), "format": "NVD_CVE",
            "timestamp": "2099-01-01T00:00:00.000", "vulnerabilities": page,
        }).encode()  # fmt: skip


def test_all_pages_are_read_with_a_pause_between_them(server, path):
    server.pages["/"] = Nvd([record(n) for n in range(5)])
    [state] = server.fetch(path, "nvd")
    assert (state.count, state.trouble) == (5, "")
    assert [query["startIndex"] for _, query in server.asked] == ["0", "2", "4"]
    assert server.slept == [nvd.PAUSE, nvd.PAUSE]


def test_a_key_is_sent_and_shortens_the_pause(server, path, monkeypatch):
    monkeypatch.setenv("NVD_KEY", "secret")
    server.pages["/"] = Nvd([record(n) for n in range(3)])
    server.fetch(path, "nvd", token_env="NVD_KEY")  # noqa: S106 (a variable)
    assert server.slept == [nvd.PAUSE_WITH_KEY]
    assert all({k.lower(): v for k, v in h.items()}["apikey"] == "secret" for h in server.headers)


def test_afterwards_only_changes_are_asked_for_and_rejected_ones_leave(server, path):
    server.pages["/"] = Nvd([record(n) for n in range(5)])
    server.fetch(path, "nvd", now=START)
    server.pages["/"] = Nvd([record(1, "Rejected"), record(9)])
    [state] = server.fetch(path, "nvd", now=START + timedelta(days=2))
    assert server.asked[-1][1]["lastModStartDate"].startswith("2098-12-31T23:00")
    assert state.count == 5
    with Database(path) as database:
        assert "CVE-2099-0001" not in database.records
        assert "CVE-2099-0009" in database.records


def test_after_four_months_everything_is_read_anew(server, path):
    server.pages["/"] = Nvd([record(n) for n in range(3)])
    server.fetch(path, "nvd", now=START)
    server.fetch(path, "nvd", now=START + timedelta(days=130))
    assert "lastModStartDate" not in server.asked[-1][1]


def short(query):
    return json.dumps(
        {
            "resultsPerPage": 0,
            "startIndex": int(query["startIndex"]),
            "totalResults": 9,
            "vulnerabilities": [],
        }
    ).encode()


def elsewhere(query):
    return json.dumps(
        {"resultsPerPage": 1, "startIndex": 7, "totalResults": 9, "vulnerabilities": []}
    ).encode()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (short, "ends at record 0 of 9"),
        (elsewhere, "another page"),
        (b"<html>", "is no page"),
        (403, "answered 403"),
    ],
)
def test_pages_that_do_not_hold_together_keep_the_last_good_version(server, path, answer, why):
    server.pages["/"] = Nvd([record(n) for n in range(3)])
    server.fetch(path, "nvd")
    server.pages["/"] = answer
    [state] = server.fetch(path, "nvd")
    assert why in state.trouble
    assert state.count == 3


@pytest.mark.conformance
def test_a_real_page_is_read(server, path, shared_data):
    page = json.loads((shared_data / "vuln/vunnel/nvd__full-page.json").read_bytes())
    records = page["vulnerabilities"]
    server.pages["/"] = Nvd(records, size=20)
    [state] = server.fetch(path, "nvd")
    assert state.trouble == ""
    assert state.count == sum(r["cve"]["vulnStatus"] != "Rejected" for r in records)
