"""JSON lines by paths that the user gives."""

from datetime import UTC, datetime

import pytest

from vedette.telemetry.by_path import ByPath

FORM = ByPath(
    "client=remote.addr,time=ts,path=req.uri,status=status,user=who,bytes_out=size,client_port=remote.port"
)


@pytest.mark.parametrize("when", ['"2024-06-02T03:04:05Z"', "1717297445", '"02/Jun/2024:03:04:05 +0000"'])
def test_paths_are_columns(read_row, when):
    line = '{"ts":%s,"remote":{"addr":"192.0.2.1","port":4711},"req":{"uri":"/x"},"status":200,"who":"-","size":12}'
    assert read_row(FORM, line % when) == {
        "time": datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "client_port": 4711,
        "path": "/x",
        "status": 200,
        "bytes_out": 12,
    }


def test_a_dotted_path_may_be_one_key(read_row):
    assert read_row(FORM, '{"remote.addr": "2001:db8::1"}') == {"client_ip": "2001:db8::1"}


def test_objects_without_a_client_are_ignored_and_what_is_no_object_is_rejected(read_lines):
    _, account = read_lines(FORM, '{"ts": 1}\n{"remote": {"addr": "x"}}\nhello\n')
    assert (account.ignored, account.rejected) == (1, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not followed by = and a path"),
        ("client", "not followed by = and a path"),
        ("client=a..b", "not followed by = and a path"),
        ("time=ts", "no path is given for client"),
        ("client=a,colour=b", "no column is called 'colour'"),
        ("client=a,raw=b", "no column is called 'raw'"),
    ],
)
def test_paths_that_cannot_be_used_are_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        ByPath(text)


def test_a_log_of_any_program_is_read_only_where_it_is_asked_for():
    assert FORM.sniff(b'{"remote":{"addr":"192.0.2.1"}}\n', "x") == 0
