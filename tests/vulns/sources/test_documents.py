import gzip
import json

import pytest

from vedette.vulns.database import Database

KEV = json.dumps({"vulnerabilities": [{"cveID": "CVE-2099-0001"}, {"cveID": "CVE-2099-0002"}]}).encode()
EPSS = gzip.compress(
    b"#model_version:v2099,score_date:2099-01-01\ncve,epss,percentile\nCVE-2099-0001,0.5,0.9\n"
)
TRACKER = json.dumps({
    "nginx": {
        "CVE-2099-0001": {
            "releases": {
                "bookworm": {
                    "status": "resolved", "fixed_version": "2", "urgency": "high", "repositories": {"bookworm": "2"},
                }
            }
        }
    }
}).encode()  # fmt: skip


def secdb(*cves):
    package = {"pkg": {"name": "nginx", "secfixes": {"1.2-r0": list(cves)}}}
    return json.dumps(
        {
            "distroversion": "v3.22",
            "apkurl": "a",
            "urlprefix": "https://dl-cdn.alpinelinux.org/alpine",
            "packages": [package],
        }
    ).encode()


def test_catalogues_scores_and_trackers_are_fetched_and_joined(server, path):
    server.pages |= {"/": KEV}
    [state] = server.fetch(path, "kev")
    assert (state.count, state.trouble) == (2, "")
    server.pages["/"] = EPSS
    server.fetch(path, "epss")
    server.pages["/"] = TRACKER
    server.fetch(path, "debian")
    with Database(path) as database:
        record = database.records["CVE-2099-0001"]
        assert record.exploited
        assert record.epss == 0.5
        assert record.advisories[0].source == "Debian"


def test_what_has_not_changed_is_not_fetched_again(server, path):
    server.pages["/"] = KEV
    server.fetch(path, "kev")
    [state] = server.fetch(path, "kev")
    assert (state.count, state.trouble) == (2, "")
    assert "if-none-match" in server.headers[-1]


def test_all_repositories_of_all_releases_are_read_even_where_only_one_changed(server, path):
    server.pages |= {
        "/v3.22/main.json": secdb("CVE-2099-0001"),
        "/v3.22/community.json": secdb("CVE-2099-0002"),
    }
    server.fetch(path, "alpine", releases=("v3.22",))
    server.pages["/v3.22/main.json"] = secdb("CVE-2099-0003")
    [state] = server.fetch(path, "alpine", releases=("v3.22",))
    assert state.trouble == ""
    with Database(path) as database:
        assert list(database.records) == ["CVE-2099-0002", "CVE-2099-0003"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (500, "answered 500"),
        (b"<html>please log in</html>", "is no advisory format"),
        (TRACKER, "is debian_tracker, not kev"),
        (b'{"vulnerabilities": [], "cveID": 1}', "gave nothing"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_keeps_the_last_good_version(server, path, answer, why):
    server.pages["/"] = KEV
    server.fetch(path, "kev")
    server.pages["/"] = answer
    [state] = server.fetch(path, "kev")
    assert why in state.trouble
    assert str(path.parent) not in state.trouble
    with Database(path) as database:
        assert database.records["CVE-2099-0001"].exploited


def test_one_source_in_trouble_does_not_hold_up_another(server, path):
    server.pages |= {"/": KEV}
    kev, nginx = server.fetch(path, "kev", "nginx")
    assert kev.trouble == ""
    assert "not nginx" in nginx.trouble


@pytest.mark.conformance
def test_real_documents_are_fetched_as_their_servers_give_them(server, path, shared_data):
    folder = shared_data / "vuln"
    real = {
        "kev": "kev/known_exploited_vulnerabilities.json.gz",
        "debian": "vulnerablecode/debian.json",
        "nginx": "vulnerablecode/nginx__security_advisories.html",
        "postgresql": "vulnerablecode/postgresql__advisories.html",
        "endoflife": "vunnel/eol__valid-eol-response.json",
        "epss": "vulnerablecode/epss__epss_scores-2025-x-x.csv",
    }
    counts = {}
    for name, file in real.items():
        server.pages["/"] = (folder / file).read_bytes()
        [state] = server.fetch(path, name)
        assert state.trouble == "", name
        counts[name] = state.count
    assert counts == {"kev": 1404, "debian": 6, "nginx": 39, "postgresql": 2, "endoflife": 6, "epss": 27}
