"""Log directives as patterns: what each variable takes, and where the client stands."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry.access_log import AMBIGUOUS, ByDirective
from vedette.telemetry.apache_format import apache
from vedette.telemetry.directive import Place, Shape, Variable, compile_directive
from vedette.telemetry.nginx_format import COMBINED, nginx

TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


def groups(directive, line):
    return pl.Series([line]).str.extract_groups(directive.pattern).item()


def test_a_value_reaches_up_to_the_delimiter_that_follows_it():
    found = groups(nginx("$remote_addr|$status|$http_user_agent"), "192.0.2.1|200|a|b")
    assert found == {"client": "192.0.2.1", "status": "200", "user_agent": "a|b"}


def test_text_between_quotes_may_hold_escaped_quotes_only():
    directive = nginx('"$http_user_agent" $remote_addr')
    assert groups(directive, r'"a\"b 192.0.2.9" 192.0.2.1')["client"] == "192.0.2.1"
    assert groups(directive, '"a"b" 192.0.2.1')["client"] is None


def test_a_directive_without_a_client_is_refused():
    with pytest.raises(ValueError, match="names no client"):
        compile_directive(["x ", Variable("status", Shape.NUMBER)])


def test_of_two_variables_for_one_thing_the_better_is_read():
    assert groups(apache("%h %a"), "host.example 192.0.2.1")["client"] == "192.0.2.1"
    assert groups(apache("%a %a"), "192.0.2.1 192.0.2.1")["client"] == "192.0.2.1"


@pytest.mark.parametrize(
    ("directive", "place"),
    [
        (nginx(COMBINED), Place(0, 0, " ")),
        (nginx("$remote_addr"), Place(0, 0, "\n")),
        (nginx("<$remote_addr>"), Place(0, 1, ">")),
        (nginx("$status [$remote_addr] x"), Place(1, 1, "]")),
        (nginx("[$time_local] c=$remote_addr $status"), Place(2, 2, " ")),
        (apache("%v:%p %h %l"), None),
        (apache("%v %h %l"), Place(1, 0, " ")),
        (apache("%t %h:%{remote}p x"), Place(2, 0, ":")),
        (apache("%{Host}i %h %l"), None),
        (nginx('"$http_host" $remote_addr'), None),
    ],
)
def test_the_client_is_found_in_raw_bytes_where_only_words_of_the_server_stand_before_it(directive, place):
    assert directive.place == place


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("$remote_addr $status", "{} 200"),
        ("$remote_addr", "{}"),
        ("[$time_local] <$remote_addr> $status", "[10/Oct/2023:13:55:36 -0700] <{}> 200"),
        ("$status $pid $remote_addr", "200 7 {}"),
        ("$remote_addr:$remote_port $status", "{}:80 200"),
    ],
)
def test_screened_and_whole_reading_agree_on_the_client(agree, text, line):
    clients = ("192.0.2.1", "2001:db8::1", "198.51.100.7", "::ffff:192.0.2.7")
    agree(ByDirective("nginx", nginx(text)), "".join(line.format(client) + "\n" for client in clients))


def test_a_text_before_the_client_that_leaves_two_readings_is_rejected(read_lines, read_row):
    directive = nginx("$http_host $remote_addr $request_uri $status")
    form = ByDirective("nginx", directive)
    assert read_row(form, "h 192.0.2.1 /x 200")["client_ip"] == "192.0.2.1"
    _, account = read_lines(form, "h 198.51.100.9 /x 192.0.2.1 /x 200\n")
    assert dict(account.reasons) == {AMBIGUOUS: 1}


@settings(deadline=None, max_examples=50)
@given(host=TEXT, path=TEXT)
def test_no_text_of_a_client_is_taken_for_its_address(host, path):
    directive = nginx("$http_host $remote_addr $request_uri $status")
    line = f"{host} 192.0.2.1 {path} 200".replace('"', "\\x22").replace("\\", "\\x5C")
    greedy, lazy = (
        pl.Series([line]).str.extract_groups(pattern).struct.field("client").item()
        for pattern in (directive.pattern, directive.other)
    )
    assert greedy != lazy or greedy == "192.0.2.1"


@settings(deadline=None, max_examples=50)
@given(agent=TEXT, user=TEXT)
def test_quoted_texts_come_back_as_they_were_sent(read_row, agent, user):
    sent = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (user, agent)]
    line = f'192.0.2.1 - {sent[0]} [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "{sent[1]}"'
    fields = read_row(ByDirective("nginx", nginx(COMBINED)), line)
    assert fields["client_ip"] == "192.0.2.1"
    assert fields.get("user", "-") == user
    assert fields.get("user_agent", "-") == agent
