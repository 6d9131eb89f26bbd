"""`vedette explain`."""

import json

ZEEK = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_bytes\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tcount\n"
    "1763978400.000000\tC1\t203.0.113.66\t4000\t192.0.2.10\t22\ttcp\tSF\t12\n"
)


def facts(done):
    """The labels and texts that were told."""
    return [(line[:16].strip(), line[16:]) for line in done.stdout.splitlines()]


def test_an_address_is_told_with_every_opinion_on_it(run, site):
    done = run("explain", "203.0.113.66", *site[1:])
    told = dict(facts(done))
    assert done.exit_code == 0
    assert told["reputation"] == "score 50, listed"
    assert told["opinion"].startswith("bad says malicious (50")


def test_an_address_without_an_alert_is_told_why_it_has_none(run, site):
    assert "it is not listed, and no attack" in run("explain", "192.0.2.1", *site).stdout
    assert "listed, but not seen in these sources" in run("explain", "203.0.113.67", *site).stdout


def test_an_alert_is_told_whole_by_the_first_digits_of_its_id(run, site):
    alert = json.loads(run("scan", *site, "-o", "jsonl").stdout)
    done = run("explain", alert["id"][:4], *site)
    assert done.exit_code == 0
    for text in ("203.0.113.66", "CVE-2024-23334 affected", "\\x1b[2J\\u202e"):
        assert text in done.stdout
    assert "\x1b" not in done.stdout


def test_an_alert_that_is_not_there_exits_1(run, site):
    done = run("explain", "0123456789ab", *site)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "vedette: no alert of this scan has an id that starts with 0123456789ab\n"


def test_an_alert_without_the_scan_that_found_it_is_wrong_usage(run):
    done = run("explain", "a3f9c1")
    assert done.exit_code == 2
    assert "name the PATHs and options of the scan" in done.stderr


def test_a_line_of_a_file_is_told_with_the_service_that_its_log_belongs_to(run, site):
    told = facts(run("explain", f"{site[0]}:2", *site[1:]))
    assert ("format", "combined") in told
    assert ("service", "aiohttp 3.9.1 on web-1") in told
    assert ("path", "/static/../../etc/passwd?\\x1b[2J\\u202e[red]=1+1") in told
    assert ("attack", "aiohttp static files path traversal") in told


def test_a_line_of_a_log_with_a_header_is_read_by_it(run, tmp_path):
    (tmp_path / "conn.log").write_text(ZEEK)
    told = facts(run("explain", f"{tmp_path / 'conn.log'}:8"))
    assert ("format", "zeek_conn") in told
    assert ("server_port", "22") in told
    assert "ignored" not in dict(told)


def test_a_line_itself_can_be_given(run):
    line = '192.0.2.1 - - [24/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "Mozilla"'
    assert ("attack", "none recognised") in facts(run("explain", line))


def test_a_line_of_no_format_is_told_so(run):
    assert facts(run("explain", "hello there"))[0][0] == "not read"


def test_a_line_that_a_file_does_not_have_exits_1(run, site):
    done = run("explain", f"{site[0]}:99")
    assert (done.exit_code, done.stderr) == (1, f"vedette: {site[0]}: has no line 99\n")
