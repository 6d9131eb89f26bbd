"""Zeek's http.log."""

import pytest

from vedette.telemetry.source import Source
from vedette.telemetry.zeek_http import ZeekHttp

FIELDS = [
    "id.orig_h",
    "id.resp_h",
    "method",
    "host",
    "uri",
    "referrer",
    "user_agent",
    "origin",
    "request_body_len",
    "response_body_len",
    "status_code",
    "tags",
    "username",
    "proxied",
    "resp_mime_types",
]
HEAD = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\thttp\n"


def read(path):
    rows, rejected = [], 0
    for batch in ZeekHttp().read(Source(str(path), path), None):
        rows += batch.frame.rows(named=True)
        rejected += batch.account.rejected
    assert not rejected
    return rows


def row(tmp_path, **said):
    names = {"id_orig_h": "id.orig_h"}
    values = {"id.orig_h": "203.0.113.7"} | {names.get(name, name): value for name, value in said.items()}
    path = tmp_path / "http.log"
    cells = "\t".join(values.get(name, "-") for name in FIELDS)
    path.write_text(HEAD + "#fields\t" + "\t".join(FIELDS) + "\n" + cells + "\n")
    (only,) = read(path)
    return only


def test_a_request_gives_what_was_asked_and_answered(tmp_path):
    got = row(
        tmp_path,
        method="POST",
        host="example.org",
        uri=r"/a\x09b?c=\x27",
        referrer="http://example.org/",
        user_agent="curl/8",
        request_body_len="5",
        response_body_len="16",
        status_code="206",
        username="frank",
    )
    assert (got["method"], got["host"], got["path"]) == ("POST", "example.org", "/a\tb?c='")
    assert (got["referer"], got["user_agent"], got["user"]) == ("http://example.org/", "curl/8", "frank")
    assert (got["bytes_in"], got["bytes_out"], got["status"]) == (5, 16, 206)
    assert (got["transport"], got["protocol"], got["notice"], got["forwarded"]) == ("tcp", "http", None, None)


def test_tags_are_a_finding_unless_there_are_none(tmp_path):
    assert row(tmp_path, tags="(empty)")["notice"] is None
    assert row(tmp_path, tags="CVE_2021_44228::LOG4J_RCE")["notice"] == "CVE_2021_44228::LOG4J_RCE"
    assert row(tmp_path, tags="HTTP::URI_SQLI,X::Y")["notice"] == "HTTP::URI_SQLI,X::Y"


@pytest.mark.parametrize(
    ("proxied", "forwarded"),
    [
        ("X-FORWARDED-FOR -> 1.2.3.4", "1.2.3.4"),
        (r"X-FORWARDED-FOR -> 1.2.3.4\x2c 5.6.7.8", "1.2.3.4, 5.6.7.8"),
        ("VIA -> 1.1 proxy,X-FORWARDED-FOR -> 1.2.3.4", "1.2.3.4"),
        ("CLIENT-IP -> 5.6.7.8,X-FORWARDED-FOR -> 1.2.3.4", "1.2.3.4"),
        ("FORWARDED -> for=1.2.3.4", "for=1.2.3.4"),
        (r"VIA -> a\x2cX-FORWARDED-FOR -> 6.6.6.6", None),
        ("PROXY-CONNECTION -> keep-alive", None),
        ("(empty)", None),
    ],
)
def test_the_client_that_a_proxy_names_is_told_from_other_headers(tmp_path, proxied, forwarded):
    assert row(tmp_path, proxied=proxied)["forwarded"] == forwarded


def test_headers_that_have_no_column_are_kept_by_name(tmp_path):
    got = row(tmp_path, origin="${jndi:ldap://x}", resp_mime_types="text/html,text/plain")
    assert got["headers"] == "Origin: ${jndi:ldap://x}"
    assert got["response_headers"] == "Content-Type: text/html"


def test_a_status_that_is_none_is_unknown_and_loses_no_request(tmp_path):
    assert row(tmp_path, status_code="123456")["status"] is None


def test_a_text_of_no_characters_is_not_a_missing_one(tmp_path):
    assert row(tmp_path, user_agent="(empty)")["user_agent"] == ""


@pytest.mark.conformance
def test_every_request_of_zeeks_own_logs_is_read(shared_data):
    logs = [
        *(shared_data / "telemetry/zeek/expected").rglob("http.log"),
        *(shared_data / "scenarios").rglob("http.log"),
    ]
    total = 0
    for log in logs:
        lines = [line for line in log.read_text("utf-8", "replace").split("\n") if line and line[0] != "#"]
        head = log.read_bytes()[:65536]
        if ZeekHttp().sniff(head, log.name) < 1:
            continue  # a test's own cut of the log, without header
        rows = read(log)
        assert len(rows) == len(lines), log
        assert all(row["client_ip"] in line for row, line in zip(rows, lines, strict=True))
        assert all(
            row["method"] is None or row["method"] in line for row, line in zip(rows, lines, strict=True)
        )
        total += len(rows)
    assert total >= 100


@pytest.mark.conformance
def test_the_tag_of_the_log4shell_request_is_its_finding(shared_data):
    (only,) = read(shared_data / "scenarios/S1_log4shell_attempt/http.log")
    assert (only["client_ip"], only["notice"]) == ("154.65.28.250", "CVE_2021_44228::LOG4J_RCE")
