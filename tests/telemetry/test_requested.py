"""What `--format` can ask for."""

import pytest

from vedette.model.errors import InputError, UnknownFormat
from vedette.telemetry import FORMATS
from vedette.telemetry.requested import requested


@pytest.mark.parametrize(
    "text",
    [
        "common",
        "nginx:$remote_addr",
        "apache:%h",
        "regex:^(?P<client_ip>[^ ]+)",
        "json:client=ip",
        'apache:\\"%h\\"',
    ],
)
def test_every_way_to_ask_gives_a_format(text):
    assert requested(text, FORMATS).title


def test_a_directive_can_be_named_in_a_configuration(tmp_path, read_row):
    path = tmp_path / "a:b.conf"
    path.write_text("log_format main '$remote_addr';")
    form = requested(f"@{path}:main", FORMATS)
    assert (form.name, read_row(form, "192.0.2.1")["client_ip"]) == ("nginx", "192.0.2.1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("iis2", "there is no format 'iis2'"),
        ("perl:x", "'perl' is none of NAME, nginx:DIRECTIVE"),
        ("nginx:$status", "names no client"),
        ("regex:x", "no group is called client_ip"),
        ("@x", "a configuration is given as @FILE:NAME"),
    ],
)
def test_what_cannot_be_met_is_an_error_that_says_why(text, reason):
    with pytest.raises(UnknownFormat, match=reason):
        requested(text, FORMATS)


def test_a_configuration_that_is_not_there_is_an_error():
    with pytest.raises(InputError, match="No such file"):
        requested("@/nowhere/nginx.conf:main", FORMATS)
