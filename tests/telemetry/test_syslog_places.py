"""Where messages start in raw lines of syslog."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry import FORMATS
from vedette.telemetry.blocks import index
from vedette.telemetry.syslog import said_by
from vedette.telemetry.syslog_places import directly_behind, message_starts

STAMPS = ("Jun  2 03:04:05", "2024-06-02T03:04:05.123456+00:00")


def told(line, *openings):
    block = index(f"{line}\nJun  2 03:04:05 www other[1]: x\n".encode(), 0)
    starts = message_starts(block, (b"sshd", b"sshd-session"))
    if openings:
        starts = directly_behind(block, starts, openings)
    return None if starts[0] < 0 else block.data[starts[0] : block.ends[0]].decode()


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_message_starts_behind_host_and_process(stamp):
    assert told(f"{stamp} www sshd[812]: Hello") == "Hello"
    assert told(f"{stamp} www sshd-session[8]: Hello") == "Hello"
    assert told(f"{stamp} www sshd[812]: Hello from 1", b"Hello from ") == "1"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "sshd[812]: Hello",
        "Jun  2 03:04:05 www sshdd[812]: Hello",
        "Jun  2 03:04:05 www sshd[]: Hello",
        "Jun  2 03:04:05 www sshd[8x]: Hello",
        "Jun  2 03:04:05 www sshd[812]",
        "Jun  2 03:04:05 sshd[812]: Hello",
        "<86>Jun  2 03:04:05 www sshd[812]: Hello",
        "1 2024-06-02T03:04:05Z www sshd 812 - - sshd[812]: Hello",
        "Jun  2 03:04:05 www other[1]: sshd[812]: Hello",
    ],
)
def test_what_opens_otherwise_is_left_to_the_parser(line):
    assert told(line) is None


@given(st.sampled_from(STAMPS), st.text(st.sampled_from("sshd[1]: \x00é"), max_size=40))
def test_a_message_that_is_told_is_the_one_that_parsing_finds(stamp, rest):
    line = f"{stamp} {rest}"
    message = told(line)
    if message is not None:
        assert said_by("sshd(?:-session)?", pl.Series([line]))["message"].to_list() == [message]


@pytest.mark.parametrize("name", ["sshd", "postfix"])
def test_clients_told_are_those_that_parsing_finds(name, agree):
    lines = {
        "sshd": (
            "Connection closed by 192.0.2.1 port 50412 [preauth]",
            "Connection closed by authenticating user root 192.0.2.2 port 50412 [preauth]",
            "Received disconnect from 192.0.2.3: 11: Bye Bye [preauth]",
            "Disconnected from 2001:db8::1 port 50412",
            "Disconnected from user 198.51.100.1 192.0.2.4 port 50412",
            "Bad protocol version identification 'Connection from 198.51.100.2 port 1' from 192.0.2.5 port 5",
        ),
        "postfix": (
            "connect from unknown[192.0.2.1]",
            "disconnect from a.example[2001:db8::1] ehlo=1 quit=1 commands=2",
            "warning: unknown[192.0.2.2]: SASL LOGIN authentication failed: connect from x[198.51.100.1]",
            "lost connection after AUTH from unknown[192.0.2.3]",
        ),
    }
    tag = {"sshd": "sshd", "postfix": "postfix/smtpd"}[name]
    texts = [f"Jun  2 03:04:05 www {tag}[812]: {line}\n" for line in lines[name]]
    agree(FORMATS[name], "".join(texts))
