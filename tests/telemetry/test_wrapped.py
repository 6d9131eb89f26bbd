"""Logs inside of logs."""

import json

import pytest

from vedette.model.address_set import AddressSet
from vedette.telemetry.blocks import index
from vedette.telemetry.cri import Cri
from vedette.telemetry.docker_json import DockerJson
from vedette.telemetry.interface import Screen
from vedette.telemetry.journald_json import JournaldJson
from vedette.telemetry.source import Source

COMBINED = '203.0.113.7 - - [15/Jan/2024:10:23:45 +0000] "GET /?a=\\x22 HTTP/1.1" 200 12 "-" "curl"'
JSON = '{"remote_addr":"203.0.113.7","request":"GET / HTTP/1.1","status":200}'
CONN = '{"_path":"conn","ts":1705314225.5,"id.orig_h":"203.0.113.7","uid":"C1"}'


def docker(text):
    return json.dumps({"log": text + "\n", "stream": "stdout", "time": "2024-01-15T10:30:00.5Z"})


def cri(text):
    return f"2024-01-15T10:30:00.500000000Z stdout F {text}"


def journald(text, **fields):
    entry = {
        "MESSAGE": text,
        "__REALTIME_TIMESTAMP": "1705314600500000",
        "_HOSTNAME": "web-1",
        "SYSLOG_IDENTIFIER": "nginx",
    }
    return json.dumps(entry | fields)


WRAPPERS = [(DockerJson(), docker), (Cri(), cri), (JournaldJson(), journald)]


@pytest.mark.parametrize(("form", "wrap"), WRAPPERS)
@pytest.mark.parametrize(
    ("text", "time"), [(COMBINED, "10:23:45"), (JSON, "10:30:00.5"), (CONN, "10:23:45.5")]
)
def test_the_inner_format_reads_and_the_wrapper_stands_in_for_its_time(read_row, form, wrap, text, time):
    assert form.sniff(wrap(text).encode(), "x") > 0.7
    row = read_row(form, wrap(text))
    assert row["client_ip"] == "203.0.113.7"
    assert row["time"].isoformat() == f"2024-01-15T{time}00000+00:00".replace("4500000", "45").replace(
        "5.500000", "5.500000"
    )


@pytest.mark.parametrize(("form", "wrap"), WRAPPERS)
def test_lines_and_offsets_are_those_of_the_outer_line(read_lines, form, wrap):
    text = wrap(JSON) + "\n\n" + wrap(JSON) + "\n"
    frame, account = read_lines(form, text)
    assert frame["line"].to_list() == [1, 3]
    assert frame["offset"].to_list() == [0, len(wrap(JSON)) + 2]
    assert frame["raw"].to_list() == [wrap(JSON)] * 2
    assert account.ignored == 1


@pytest.mark.parametrize(("form", "wrap"), WRAPPERS)
def test_other_lines_are_counted(read_lines, form, wrap):
    _, account = read_lines(form, "\n".join([wrap(JSON), JSON, "junk", wrap("[error] something"), wrap("")]))
    assert account.connections == 1
    assert account.reasons["not wrapped as the source's other lines"] == 2


@pytest.mark.parametrize(("form", "wrap"), WRAPPERS)
def test_a_wrapper_is_not_sure_of_what_no_format_reads_and_none_is_taken_off_twice(form, wrap):
    assert form.sniff(wrap("hello").encode(), "x") == 0
    assert form.sniff(wrap(docker(JSON)).encode(), "x") == 0
    assert form.sniff((cri("") * 1000).encode(), "x") == 0


def test_a_log_of_which_nothing_is_recognised_is_ignored_line_by_line_where_it_is_read_anyway(read_lines):
    _, account = read_lines(Cri(), cri("hello") + "\n" + cri("world"))
    assert (account.lines, account.ignored) == (2, 2)


def test_an_entry_of_the_journal_is_the_line_of_syslog_that_it_would_have_been(read_row):
    row = read_row(
        JournaldJson(),
        journald("Failed password for root from 203.0.113.7 port 1 ssh2", SYSLOG_IDENTIFIER="sshd", _PID="7"),
    )
    assert (row["event"], row["user"], row["server_name"]) == ("login-failed", "root", "web-1")
    assert row["time"].isoformat() == "2024-01-15T10:30:00.500000+00:00"


def test_a_program_cannot_forge_another_programs_line(read_lines):
    forged = "x\nJan 15 10:00:00 web-1 sshd[1]: Failed password for root from 6.6.6.6 port 1 ssh2"
    real = journald("Failed password for root from 203.0.113.7 port 1 ssh2", SYSLOG_IDENTIFIER="sshd")
    frame, _ = read_lines(
        JournaldJson(), "\n".join([real, journald(forged), journald(forged, SYSLOG_IDENTIFIER="a: sshd")])
    )
    assert frame["client_ip"].to_list() == ["203.0.113.7"]


def test_a_message_of_bytes_and_of_none_is_no_line(read_lines):
    real = journald(JSON)
    _, account = read_lines(JournaldJson(), "\n".join([real, journald([104, 105]), journald(None)]))
    assert account.connections == 1


def test_a_part_of_a_line_is_unwrapped_too(read_row):
    assert read_row(Cri(), cri(JSON).replace(" F ", " P "))["client_ip"] == "203.0.113.7"


def test_clients_in_the_raw_bytes_of_pods_logs_are_those_that_parsing_finds(agree):
    lines = [
        cri(COMBINED),
        cri(COMBINED).replace(" stdout ", " stderr "),
        cri(COMBINED.replace("203", "198")),
    ]
    agree(Cri(), "\n".join(lines) + "\n")
    assert (
        Cri()
        .reader(lines[0].encode(), Source("x", None))
        .spans(index("\n".join(lines).encode(), 0))
        .starts.min()
        >= 0
    )


@pytest.mark.parametrize(
    "line",
    [
        f"x stdout F {COMBINED}",
        COMBINED,
        f"a b c {COMBINED}",
        cri("x"),
        cri(""),
        "",
        "  ",
        cri(COMBINED).replace(" F ", " FF "),
    ],
)
def test_what_is_not_wrapped_is_left_to_the_parser(read_lines, line):
    text = "\n".join([cri(COMBINED), line, cri(COMBINED)])
    whole, account = read_lines(Cri(), text)
    screen = Screen(AddressSet.of([]), AddressSet.of(["203.0.113.7"]), None, frozenset())
    frame, screened = read_lines(Cri(), text, screen)
    assert frame.equals(whole)
    assert (screened.connections, dict(screened.reasons)) == (account.connections, dict(account.reasons))


def test_clients_in_the_raw_bytes_of_containers_logs_are_those_that_parsing_finds(agree):
    plain = COMBINED.replace("\\x22", "1")
    texts = [plain, plain.replace("203", "198"), COMBINED, plain.replace("curl", "é\ttab")]
    lines = [json.dumps(json.loads(docker(text)), separators=(",", ":")) for text in texts]
    lines.append(docker(plain))
    agree(DockerJson(), "\n".join(lines) + "\n")
    block = index("\n".join(lines).encode(), 0)
    told = DockerJson().inner_starts(block)
    assert [at >= 0 for at in told] == [True, True, False, True, False]
