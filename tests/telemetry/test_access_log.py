"""Access logs of web servers, as Apache and nginx write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.address_set import AddressSet
from vedette.telemetry import FORMATS, detect_format, format_of
from vedette.telemetry.access_rows import HOST_NAME, NO_ADDRESS, NO_TIME, OTHER_SHAPE, unescape
from vedette.telemetry.interface import Account, Screen
from vedette.telemetry.source import Source

COMBINED = '203.0.113.9 - - [10/Oct/2023:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "http://example.org/" "curl/8"'
COMMON = '203.0.113.9 - frank [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.0" 404 -'
VHOST = "www.example.org:8443 " + COMBINED


def read(tmp_path, text, name="combined", screen=None):
    path = tmp_path / "access.log"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    account, frames = Account(), []
    for batch in FORMATS[name].read(Source("access.log", path), screen):
        account.add(batch.account)
        frames.append(batch.frame)
    (frame,) = frames
    return frame, account


def row(tmp_path, line, name="combined"):
    frame, account = read(tmp_path, line + "\n", name)
    assert account.rejected == 0, account.samples
    (only,) = frame.rows(named=True)
    return {key: value for key, value in only.items() if value is not None}


def with_request(request):
    return f'203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] "{request}" 400 0 "-" "-"'


def test_a_combined_line_gives_all_its_fields(tmp_path):
    assert row(tmp_path, COMBINED) == {
        "time": datetime(2023, 10, 10, 20, 55, 36, tzinfo=UTC),
        "client_ip": "203.0.113.9",
        "transport": "tcp",
        "protocol": "http",
        "bytes_out": 2326,
        "method": "GET",
        "path": "/a?b=c",
        "status": 200,
        "user_agent": "curl/8",
        "referer": "http://example.org/",
        "source": "access.log",
        "line": 1,
        "offset": 0,
        "raw": COMBINED,
    }


def test_a_common_line_gives_the_account_and_no_bytes_where_none_were_sent(tmp_path):
    fields = row(tmp_path, COMMON, "common")
    assert (fields["user"], fields["status"], fields["path"]) == ("frank", 404, "/a")
    assert not {"bytes_out", "referer", "user_agent"} & fields.keys()


@pytest.mark.parametrize(
    ("vhost", "name", "port"),
    [
        ("www.example.org:8443", "www.example.org", 8443),
        ("www.example.org", "www.example.org", None),
        ("[2001:db8::1]:443", "2001:db8::1", 443),
        ("[2001:db8::1]", "2001:db8::1", None),
        ("www.example.org:99999", "www.example.org", None),
    ],
)
def test_the_virtual_host_is_the_server(tmp_path, vhost, name, port):
    fields = row(tmp_path, f"{vhost} {COMBINED}", "vhost_combined")
    assert (fields["server_name"], fields.get("server_port")) == (name, port)
    assert fields["client_ip"] == "203.0.113.9"


def test_a_further_quoted_field_is_what_the_request_was_forwarded_for(tmp_path):
    assert row(tmp_path, COMBINED + ' "198.51.100.7, 10.0.0.1"')["forwarded"] == "198.51.100.7, 10.0.0.1"
    assert "forwarded" not in row(tmp_path, COMBINED + ' "-"')


def test_further_fields_are_tolerated(tmp_path):
    assert row(tmp_path, COMBINED + ' "-" 0.003 upstream="10.0.0.1:80"')["user_agent"] == "curl/8"
    assert row(tmp_path, COMBINED + " 0.003 -")["user_agent"] == "curl/8"
    assert row(tmp_path, COMMON + " 1234", "common")["status"] == 404


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (r"\"a\\b\"", r'"a\b"'),
        (r"\x22a\x5C", '"a\\'),
        (r"\xC3\xA9\xff", r"é\xff"),
        (r"a\tb\nc", "a\tb\nc"),
        (r"\q\x2", r"\q\x2"),
    ],
)
def test_quoted_fields_are_unescaped(tmp_path, written, sent):
    assert unescape(written) == sent
    line = f'203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] "GET /{written} HTTP/1.1" 200 1 "{written}" "{written}"'
    fields = row(tmp_path, line)
    assert (fields["path"], fields["referer"], fields["user_agent"]) == (f"/{sent}", sent, sent)


@pytest.mark.parametrize(
    ("request_line", "body"),
    [
        (r"\x16\x03\x01\x00\xEE", "\x16\x03\x01\0\\xee"),
        ("-", None),
        ("", None),
        (r"\n", "\n"),
        ("GET", "GET"),
        ("SSH-2.0-Go", "SSH-2.0-Go"),
    ],
)
def test_what_is_no_http_request_is_a_connection_with_the_request_as_body(tmp_path, request_line, body):
    fields = row(tmp_path, with_request(request_line))
    assert (fields.get("path"), fields.get("method"), fields.get("body")) == (None, None, body)


@pytest.mark.parametrize(
    ("request_line", "method", "path"),
    [
        ("GET /a b c HTTP/1.1", "GET", "/a b c"),
        ("GET /old", "GET", "/old"),
        ("CONNECT example.org:443 HTTP/1.1", "CONNECT", "example.org:443"),
        ("OPTIONS * HTTP/1.0", "OPTIONS", "*"),
        ("PRI * HTTP/2.0", "PRI", "*"),
        ("GET http://example.org/ HTTP/1.1", "GET", "http://example.org/"),
    ],
)
def test_method_and_target_are_as_asked(tmp_path, request_line, method, path):
    fields = row(tmp_path, with_request(request_line))
    assert (fields["method"], fields["path"]) == (method, path)
    assert "body" not in fields


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (COMBINED.replace("203.0.113.9", "host.example.org"), HOST_NAME),
        (COMBINED.replace("203.0.113.9", "203.0.113.999"), NO_ADDRESS),
        (COMBINED.replace("203.0.113.9", "203.0.113.009"), NO_ADDRESS),
        (COMBINED.replace("203.0.113.9", "-"), NO_ADDRESS),
        (COMBINED.replace("10/Oct", "31/Feb"), NO_TIME),
        (COMBINED[:-1], OTHER_SHAPE),
        ("GET / HTTP/1.1", OTHER_SHAPE),
        (COMMON, OTHER_SHAPE),
    ],
)
def test_a_line_that_is_not_understood_is_rejected_with_its_reason(tmp_path, line, reason):
    frame, account = read(tmp_path, line)
    assert frame.is_empty()
    assert account.reasons == {reason: 1}


def test_blank_lines_and_clients_on_local_sockets_are_ignored(tmp_path):
    _, account = read(tmp_path, "\n  \n" + COMBINED.replace("203.0.113.9", "unix:") + "\n")
    assert (account.lines, account.ignored, account.rejected) == (3, 3, 0)


def test_addresses_are_canonical(tmp_path):
    assert row(tmp_path, COMBINED.replace("203.0.113.9", "2001:DB8:0::1"))["client_ip"] == "2001:db8::1"
    assert row(tmp_path, COMBINED.replace("203.0.113.9", "::ffff:192.0.2.1"))["client_ip"] == "192.0.2.1"


def test_an_account_cannot_forge_a_client_or_a_time(tmp_path):
    forged = "x [01/Jan/2000:00:00:00 +0000] 198.51.100.66 - - [02/Jan/2000:00:00:00 +0000]"
    fields = row(tmp_path, COMBINED.replace(" - - [", f" - {forged} ["))
    assert (fields["client_ip"], fields["user"], fields["time"].year) == ("203.0.113.9", forged, 2023)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (COMBINED, "combined"),
        (COMBINED + ' "-"', "combined"),
        (COMBINED.replace("203.0.113.9", "2001:db8::1"), "combined"),
        (COMBINED.replace("203.0.113.9", "host.example.org"), "combined"),
        (COMMON, "common"),
        (COMMON + " 12", "common"),
        (VHOST, "vhost_combined"),
        ("192.0.2.80 " + COMBINED, "vhost_combined"),
    ],
)
def test_the_three_formats_are_told_apart(line, name):
    for head in (line, f"{line}\n", f"{line}\r\n" * 500):
        assert detect_format(head.encode(), "x.log").name == name


@pytest.mark.parametrize(
    "head", [b"", b"\n\n", b"\xff\0\x01", b"Oct 10 13:55:36 host sshd[1]: Invalid user a", b"{}"]
)
def test_other_content_is_not_claimed(head):
    for name in ("combined", "common", "vhost_combined"):
        assert FORMATS[name].sniff(head, "access.log") == 0


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60), st.sampled_from([COMBINED.encode(), COMMON.encode(), VHOST.encode()])
        )
    )
)
def test_any_bytes_are_accounted_for(tmp_path_factory, lines):
    data = b"\n".join([b"", *lines, b""])
    for name in ("combined", "common", "vhost_combined"):
        frame, account = read(tmp_path_factory.getbasetemp(), data, name)
        assert account.lines == account.connections + account.ignored + account.rejected
        assert account.connections == frame.height


@pytest.mark.parametrize(
    ("name", "line"), [("combined", COMBINED), ("common", COMMON), ("vhost_combined", VHOST)]
)
def test_a_screen_leaves_only_known_clients(tmp_path, name, line):
    screen = Screen(
        home=AddressSet.of(["10.0.0.0/8"]),
        known=AddressSet.of(["198.51.100.0/24"]),
        literals=None,
        events=frozenset(),
    )
    bad = line.replace("203.0.113.9", "198.51.100.9")
    home = line.replace("203.0.113.9", "10.0.0.9")
    frame, account = read(tmp_path, f"{line}\n{bad}\n{home}\nnonsense\n\n", name, screen)
    assert frame["client_ip"].to_list() == ["198.51.100.9"]
    assert frame["line"].to_list() == [2]
    assert (account.lines, account.connections, account.external, account.ignored, account.rejected) == (
        5,
        3,
        2,
        1,
        1,
    )


@pytest.mark.conformance
def test_apache_lines_of_a_real_site_are_all_read(shared_data):
    source = Source("apache", shared_data / "telemetry/elastic/apache_access_first6000.log.gz")
    account = Account()
    for batch in format_of(source).read(source, None):
        account.add(batch.account)
        assert (
            batch.frame.select("time", "client_ip", "method", "path", "status")
            .null_count()
            .sum_horizontal()[0]
            == 0
        )
        assert batch.frame["client_ip"].n_unique() == 1150
    assert (account.lines, account.connections, account.rejected) == (6000, 6000, 0)


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("case", "name", "rows"),
    [
        ("apache-http-probing/apache-http-probing.log", "common", 77),
        ("http-dos-bypass-cache/http_dos_bypass_cache.log", "combined", 356),
        ("http-dos-random-uri/http_dos_random_uri.log", "combined", 66),
        ("nginx-cve-2021-41773/cve-2021-41773.log", "vhost_combined", 2),
        ("bunkerweb-logs/bunkerweb-logs.log", "vhost_combined", 5),
        ("zoneminder_cve-39290/zoneminder_cve-39290.log", "combined", 15),
    ],
)
def test_logs_of_attacks_are_read_whole(shared_data, case, name, rows):
    source = Source(case, shared_data / "labelled/crowdsec_tests" / case)
    form = format_of(source)
    accounts = [batch.account for batch in form.read(source, None)]
    assert (form.name, accounts[0].connections, accounts[0].rejected) == (name, rows, 0)
