"""PostgreSQL's log under the prefixes in common use."""

import pytest

from vedette.telemetry.postgresql import Postgresql

FORM = Postgresql()
STAMP = "2024-06-02 03:04:05.213 UTC"
PREFIXES = {
    "%m [%p] %q%u@%d ": f"{STAMP} [69] {{user}}@shop ",
    "%h %m [%p] %q%u@%d ": f"{{client}} {STAMP} [69] {{user}}@shop ",
    "%m [%p] %r %u@%d ": f"{STAMP} [69] {{client}}(4711) {{user}}@shop ",
    "%m:%r:%u@%d:[%p]:": f"{STAMP}:{{client}}(4711):{{user}}@shop:[69]:",
    "%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ": f"{STAMP} [69]: [2-1] user={{user}},db=shop,app=[unknown],client={{client}} ",
    "%m [%p]: user=%u,db=%d,client=%h ": f"{STAMP} [69]: user={{user}},db=shop,client={{client}} ",
    "< %m %r >": f"< {STAMP} {{client}}(4711) >",
}
RECEIVED = "LOG:  connection received: host={client} port=4711"
FAILED = 'FATAL:  password authentication failed for user "{user}"'


def log(prefix, *rows):
    return "".join(
        (prefix + message).format(client=client, user=user) + "\n" for client, user, message in rows
    )


@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=PREFIXES)
def test_a_failed_login_is_told_where_the_prefix_names_the_client(read_lines, prefix):
    text = log(
        prefix, ("192.0.2.1", "eve", RECEIVED), ("192.0.2.1", "eve", FAILED), ("2001:db8::1", "eve", RECEIVED)
    )
    frame, account = read_lines(FORM, text)
    told = list(zip(frame["client_ip"], frame["event"], strict=True))
    failed = [("192.0.2.1", "login-failed")] if "{client}" in prefix else []
    assert told == [("192.0.2.1", "connected"), *failed, ("2001:db8::1", "connected")]
    assert account.rejected == 0


@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=PREFIXES)
@pytest.mark.parametrize(
    "user",
    [
        "198.51.100.9",
        "198.51.100.9 x",
        "198.51.100.9(80) x",
        "x,db=y,client=198.51.100.9 LOG:  connection received: host=198.51.100.9 port=1",
        "x LOG:  connection received: host=198.51.100.9 port=1",
        'x@y FATAL:  no pg_hba.conf entry for host "198.51.100.9", user "x", ',
    ],
)
def test_no_account_is_taken_for_an_address(read_lines, prefix, user):
    known = [("192.0.2.1", "bob", RECEIVED)] * 3
    frame, _ = read_lines(FORM, log(prefix, *known, ("192.0.2.1", user, FAILED)))
    assert set(frame["client_ip"]) == {"192.0.2.1"}


def test_lines_that_continue_a_message_are_ignored(read_lines):
    _, account = read_lines(FORM, f"{STAMP} [69] LOG:  x\n\ty\n{STAMP} [69] LOG:  z\n")
    assert (account.ignored, account.rejected) == (3, 0)
