"""Step 1 finds every trace of the client, wherever it stands."""

import gzip

import pytest
from investigated import alert_of, finding, ids, scanned, steps_of

LINE = '{ip} - - [24/Nov/2026:10:{minute:02}:{second:02} +0000] "GET {path} HTTP/1.1" 200 1842 "-" "curl/8"\n'
ATTACK = "/static/../../etc/passwd"


def line(ip="203.0.113.6", minute=0, second=0, path="/"):
    return LINE.format(ip=ip, minute=minute, second=second, path=path)


@pytest.fixture
def site(tmp_path):
    """Writes logs, scans the one of today, and investigates the attacker."""
    folder = tmp_path / "logs"
    folder.mkdir()
    (tmp_path / "inventory.json").write_text(
        '{"host": "web-9", "addresses": ["192.0.2.1"], "apps": [{"name": "aiohttp", "version": "3.9.1",'
        ' "listen": {"port": 8080, "address": "::"}, "logs": ["access.log"]}]}'
    )

    def investigate(client="203.0.113.6", **logs):
        for name, text in logs.items():
            data = text.encode()
            path = folder / name.replace("__", ".")
            path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
        alerts = scanned(tmp_path / "state", [folder / "access.log"], assets=[tmp_path / "inventory.json"])
        return steps_of(tmp_path / "state", alert_of(alerts, client))["source"]

    return investigate


def test_rotated_and_compressed_files_that_the_scan_was_not_given_are_searched(site):
    record = site(
        access__log=line(path=ATTACK),
        access__log__1=line(minute=1) + line("203.0.113.66"),
        access__log__2__gz=line(minute=2) * 3,
        error__log="2026/11/24 10:00:00 [error] 1#1: *1 open() failed, client: 203.0.113.6, server: x\n",
    )
    told = {
        f.subject.rpartition("/")[2]: f.says.split(",")[0] for f in record.findings if f.id == "mentioned"
    }
    assert told == {
        "access.log": "1 line",
        "access.log.1": "1 line",
        "access.log.2.gz": "3 lines",
        "error.log": "1 line",
    }
    assert sum("the scan was not given it" in f.says for f in record.findings) == 3
    assert len(record.checked) == 4


def test_a_file_of_no_known_format_is_searched_all_the_same(site):
    record = site(access__log=line(path=ATTACK), app__log="\x01 login of 203.0.113.6 seen \x1b[2J\n\n???\n")
    found = next(f for f in record.findings if f.subject.endswith("app.log"))
    assert found.evidence[0].line == 1
    assert "of no known format: searched, not understood" in found.reasons


def test_the_neighbours_of_an_ipv6_client_are_told_apart(site):
    record = site(
        client="2001:db8:0:1::6",
        access__log=line("2001:db8:0:1::6", path=ATTACK)
        + line("2001:db8:0:1::7", minute=1)
        + line("2001:db8:0:2::6", minute=2),
    )
    neighbours = finding(record, "same-network")
    assert (neighbours.subject, neighbours.says) == (
        "2001:db8:0:1::/64",
        "1 trace of 1 other address of its network: 2001:db8:0:1::7",
    )
    assert [moment.count for moment in record.timeline] == [1, 1]


def test_traces_from_before_the_alert_are_told(site):
    earlier = line(minute=1).replace("24/Nov", "20/Nov")
    record = site(access__log=line(path=ATTACK), access__log__1=earlier)
    assert "1 trace, the first 2026-11-20 10:01:00" in finding(record, "came-before").says


def test_lines_that_only_name_the_client_are_counted_and_not_taken_for_it(site):
    record = site(
        access__log=line(path=ATTACK) + line("192.0.2.7", minute=5, path="/?from=203.0.113.6"),
    )
    assert finding(record, "mentioned").says.startswith("2 lines")
    assert [moment.says for moment in record.timeline] == [
        "GET request, answered 200",
        "named in a line of another client",
    ]


def test_without_a_capture_it_says_that_silent_connections_cannot_be_seen(site):
    record = site(access__log=line(path=ATTACK))
    assert record.missing == ("no capture or flow log: connections that left no log line cannot be seen",)
    assert record.confidence == 0.85


def test_connections_without_a_line_are_found_beside_a_log_that_was_cut(site):
    zeek = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\n"
    flow = "{time}\tC{port}\t203.0.113.6\t{port}\t192.0.2.1\t8080\ttcp\tSF\n"
    record = site(
        access__log=line(path=ATTACK),
        conn__log=zeek + flow.format(time=1795514400, port=1) + flow.format(time=1795518000, port=2),
    )
    alone = finding(record, "connections-unlogged")
    assert alone.says.startswith("1 of 2 connections that the network saw")
    assert len(alone.evidence) == 1
    assert "mentioned" in ids(record)
