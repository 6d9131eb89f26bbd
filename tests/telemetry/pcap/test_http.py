"""HTTP conversations: requests with their responses, whatever either side does."""

import base64
import gzip
import random
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def get(path, *headers):
    return b"".join(b"%s\r\n" % line for line in (b"GET %s HTTP/1.1" % path, b"Host: a", *headers, b""))


def asked(rows):
    return [(row["method"], row["path"], row["status"]) for row in rows]


def test_a_request_and_its_response_are_one_row(craft, read):
    request = (
        b"POST /login?next=%2f HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: curl/8\r\nReferer: http://r/\r\n"
        b"X-Forwarded-For: 192.0.2.9\r\nAuthorization: Basic "
        + base64.b64encode(b"alice:secret")
        + b"\r\nX-Odd: \xff${jndi:ldap://x}\r\nContent-Length: 5\r\n\r\na=b&c"
    )
    response = b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 4\r\n\r\nbye\n"
    (row,), account = read(craft.exchange(request, response))
    assert account.rejected == 0
    assert {name: row[name] for name in ("method", "host", "path", "status", "user_agent", "referer")} == {
        "method": "POST",
        "host": "shop.example",
        "path": "/login?next=%2f",
        "status": 302,
        "user_agent": "curl/8",
        "referer": "http://r/",
    }
    assert (row["forwarded"], row["user"], row["body"], row["response"]) == (
        "192.0.2.9",
        "alice",
        "a=b&c",
        "bye\n",
    )
    assert (row["bytes_in"], row["bytes_out"], row["state"], row["protocol"]) == (5, 4, "SF", "http")
    assert "X-Odd: \\xff${jndi:ldap://x}" in row["headers"].split("\n")
    assert "X-Forwarded-For: 192.0.2.9" in row["headers"]
    assert row["response_headers"] == "Location: /\nContent-Length: 4"
    assert row["raw"] == "POST /login?next=%2f HTTP/1.1"
    assert row["time"].timestamp() == craft.start + 0.003
    assert row["offset"] == 24 + 3 * (16 + 54)


@pytest.mark.parametrize("size", [1, 7, 1400])
def test_pipelined_and_later_requests_get_their_own_responses(craft, read, size):
    requests = b"".join(get(b"/%d" % number) for number in range(5))
    responses = b"".join(OK.replace(b"200", b"20%d" % number) for number in range(5))
    rows, _ = read(craft.exchange(requests, responses, size=size))
    assert asked(rows) == [("GET", f"/{number}", 200 + number) for number in range(5)]
    assert len({row["uid"] for row in rows}) == 1


RESPONSES = [
    (b"GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: x\r\n\r\n", b"abcde", 5),
    (b"GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", b"abc", 3),
    (b"GET", b"HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n", b"", 0),
    (b"GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", b"", 0),
    (b"HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n", b"", 0),
    (b"GET", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", b"x", 1),
    (b"GET", b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", b"ok", 2),
]  # fmt: skip


@pytest.mark.parametrize("size", [1, 1400])
@pytest.mark.parametrize(("method", "response", "body", "length"), RESPONSES)
def test_bodies_end_where_their_headers_say(craft, read, size, method, response, body, length):
    requests = get(b"/a").replace(b"GET", method) + get(b"/b")
    rows, _ = read(craft.exchange(requests, response + OK, size=size))
    assert [row["path"] for row in rows] == ["/a", "/b"]
    assert (rows[0]["response"] or "").encode() == body
    assert (rows[0]["bytes_out"], rows[1]["status"], rows[1]["response"]) == (length, 200, "ok")


def test_a_body_without_length_ends_with_the_connection(craft, read):
    (row,), _ = read(craft.exchange(get(b"/"), b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 9000))
    assert (row["bytes_out"], len(row["response"])) == (9000, 4096)


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        (b"gzip", gzip.compress),
        (b"x-gzip", gzip.compress),
        (b"deflate", zlib.compress),
        (b"deflate", lambda data: zlib.compress(data)[2:-4]),
    ],
)
def test_compressed_bodies_are_told_decompressed(craft, read, coding, encode):
    body = b"root:x:0:0:root:/root:/bin/sh\n" * 90
    sent = encode(body)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, len(sent))
    rows, _ = read(craft.exchange(get(b"/a") + get(b"/b"), head + sent + OK, size=50))
    assert (rows[0]["response"], rows[0]["bytes_out"]) == (body.decode(), len(body))
    assert rows[1]["status"] == 200


def test_a_decompression_bomb_is_bounded(craft, read):
    bomb = gzip.compress(bytes(30_000_000), 9)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    rows, account = read(craft.exchange(get(b"/a") + get(b"/b"), head + bomb + OK))
    assert account.rejected == 0
    assert (rows[0]["bytes_out"], len(rows[0]["response"])) == (len(bomb), 4096)
    assert rows[1]["status"] == 200


@pytest.mark.parametrize(
    ("line", "method", "path"),
    [
        (b"GET /a b.html HTTP/1.1", "GET", "/a b.html"),
        (b"get / http/1.0", "get", "/"),
        (b"QUALYS / HTTP/1.1", "QUALYS", "/"),
        (b"OPTIONS HTTP/1.0", "OPTIONS", None),
        (b"GET /cgi-bin/.%2e/.%2e/bin/sh HTTP/9.9", "GET", "/cgi-bin/.%2e/.%2e/bin/sh"),
        (b"GET /\xff\x00 HTTP/1.1", "GET", "/\\xff\x00"),
        (b"GET /no-version", "GET", "/no-version"),
        (b"GET\t/tab HTTP/1.1", "GET", "/tab"),
        (b"GET http://other/ HTTP/1.1", "GET", "http://other/"),
    ],
)
def test_requests_that_are_not_quite_valid_are_requests(craft, read, line, method, path):
    (row,), _ = read(craft.exchange(b"\r\n" + line + b"\r\nHost: a\r\nno colon\r\n\r\n", OK))
    assert (row["method"], row["path"] or None, row["host"], row["headers"]) == (
        method,
        path,
        "a",
        "no colon",
    )


@pytest.mark.parametrize(
    "start",
    [
        b"EHLO me\r\n",
        b"GET foo\r\n",
        b"INVITE sip:a@b SIP/2.0\r\n",
        b"OPTIONS rtsp://a RTSP/1.0\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0\x01",
        b"\0" * 100,
    ],
)
def test_other_protocols_are_no_requests(craft, read, start):
    (row,), _ = read(craft.exchange(start, b"?"))
    assert (row["method"], row["bytes_in"], row["bytes_out"]) == (None, len(start), 1)


def test_a_request_is_told_without_its_response(craft, read):
    (row,), _ = read(craft.exchange(get(b"/a", b"X: y")[:-2], b""))
    assert (row["path"], row["status"], row["bytes_out"], row["headers"]) == ("/a", None, None, "X: y")


def test_a_response_without_request_is_a_row_of_the_flow(craft, read):
    (row,), _ = read(craft.exchange(b"", OK))
    assert (row["method"], row["status"], row["response"], row["raw"]) == (None, 200, "ok", "HTTP/1.1 200 OK")


def test_a_server_that_speaks_no_http_answers_with_a_payload(craft, read):
    (row,), _ = read(craft.exchange(get(b"/"), b"SSH-2.0-OpenSSH_9.6\r\n"))
    assert (row["method"], row["status"], row["response"]) == ("GET", None, "SSH-2.0-OpenSSH_9.6\n")


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        (b"CONNECT db:5432 HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 Connected\r\n\r\n"),
        (
            get(b"/chat", b"Upgrade: websocket"),
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        ),
    ],
)
def test_a_tunnel_ends_http_but_its_start_is_kept(craft, read, request_, response):
    packets = craft.exchange(request_, response, end=False)
    packets.append(
        craft.tcp(craft.client, craft.server, craft.ACK, 101 + len(request_), b"GET /inner HTTP/1.1\r\n\r\n")
    )
    packets.append(craft.tcp(craft.server, craft.client, craft.ACK, 501 + len(response), b"secret"))
    (row,), _ = read(packets)
    assert (row["bytes_in"], row["bytes_out"]) == (0, 0)
    assert (row["body"], row["response"]) == ("GET /inner HTTP/1.1\r\n\r\n", "secret")


def test_what_follows_a_request_beyond_its_stated_length_is_kept_with_it(craft, read):
    rows, _ = read(
        craft.exchange(get(b"/a", b"Content-Length: 2") + b"okid; cat /etc/passwd\n" + get(b"/b"), OK + OK)
    )
    assert asked(rows) == [("GET", "/a", 200), ("GET", "/b", 200)]
    assert (rows[0]["body"], rows[0]["bytes_in"]) == ("okid; cat /etc/passwd\n", 2)


def test_a_gap_in_a_body_of_stated_length_keeps_the_count(craft, read):
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000 + OK
    packets = craft.exchange(get(b"/a") + get(b"/b"), response, size=1000)
    del packets[6]
    rows, _ = read(packets)
    assert asked(rows) == [("GET", "/a", 200), ("GET", "/b", 200)]
    assert rows[0]["bytes_out"] == 5000


def test_a_response_behind_a_gap_is_never_given_to_another_request(craft, read):
    packets = craft.exchange(get(b"/a") + get(b"/b"), OK.replace(b"200", b"404") + OK, size=len(OK))
    packets = [packet for packet in packets if b"404" not in packet]
    rows, _ = read(packets)
    assert ("GET", "/b", 404) not in asked(rows)
    assert ("GET", "/a", 200) not in asked(rows)
    assert [row[:2] for row in asked(rows)][:2] == [("GET", "/a"), ("GET", "/b")]


def test_lying_lengths_are_bounded(craft, read):
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\nx"
    chunked = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx"
    (row,), _ = read(craft.exchange(chunked, endless))
    assert (row["bytes_in"], row["bytes_out"], row["status"]) == (1, 1, 200)


def test_overlong_lines_and_headers_are_cut(craft, read):
    request = b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n" + get(b"/b")
    rows, _ = read(craft.exchange(request, OK + OK))
    assert len(rows[0]["path"]) <= 65_536
    assert rows[-1]["path"] == "/b"
    request = get(b"/c", *[b"X-%d: %s" % (number, b"y" * 100) for number in range(5000)]) + get(b"/d")
    rows, _ = read(craft.exchange(request, OK + OK))
    assert len(rows[0]["headers"]) <= 65_536
    assert rows[-1]["path"] == "/d"


def test_a_flow_with_very_many_requests_is_told_before_it_ends(craft, read):
    requests = [get(b"/%d" % number) for number in range(700)]
    packets = craft.exchange(b"", b"", end=False)
    for number, request in enumerate(requests):
        packets.append(
            craft.tcp(craft.client, craft.server, craft.ACK, 101 + number * 100, request.ljust(100, b"\n"))
        )
        packets.append(craft.tcp(craft.server, craft.client, craft.ACK, 501 + number * len(OK), OK))
    rows, _ = read(packets)
    assert asked(rows) == [("GET", f"/{number}", 200) for number in range(700)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 60))
def test_segments_of_a_request_in_any_order_with_duplicates_give_the_same_request(craft, read, rng, size):
    request = get(b"/${jndi}", b"User-Agent: x", b"Content-Length: 40") + b"b" * 40
    packets = craft.exchange(request, OK, size=size)
    hello, rest = packets[:3], packets[3:]
    shuffled = rest + rng.sample(rest, len(rest) // 3)
    rng.shuffle(shuffled)
    rows, _ = read(hello + shuffled)
    assert asked(rows) == [("GET", "/${jndi}", 200)]
    assert (rows[0]["body"], rows[0]["bytes_in"], rows[0]["user_agent"]) == ("b" * 40, 40, "x")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(1, 90), st.integers(0, 2**32))
def test_no_stream_breaks_the_reading(craft, read, request_, response, size, seed):
    request_ = get(b"/a") + request_
    packets = craft.exchange(request_, b"HTTP/1.1 200 OK\r\n" + response, size=size)
    rng = random.Random(seed)
    packets = [packet for packet in packets if rng.random() < 0.9]
    _, account = read(packets)
    assert (account.lines, account.rejected) == (len(packets), 0)


def test_a_flow_of_which_only_requests_are_seen_is_told_whole(craft, read):
    line = b"GET /%05d HTTP/1.1\r\n\r\n"
    requests = b"".join(line % number for number in range(3000))
    rows, _ = read(craft.exchange(requests, b""))
    assert asked(rows) == [("GET", f"/{number:05}", None) for number in range(3000)]
