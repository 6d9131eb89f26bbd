"""Sources: what stops a run, and what is only passed over."""

from vedette.run.knowledge import Inputs
from vedette.run.scan import Request, scan

LINE = b'203.0.113.66 - - [24/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 18 "-" "x"\n'


def test_what_stands_in_a_directory_and_is_no_log_is_passed_over(tmp_path):
    (tmp_path / "access.log").write_bytes(LINE)
    (tmp_path / "notes").write_text("Nothing that anybody logs.\n")
    result = scan(Request([str(tmp_path)], Inputs()))
    assert [outcome.passed_over for outcome in result.sources] == [False, True]
    assert not result.partial


def test_a_file_that_is_named_itself_must_be_readable(tmp_path):
    (tmp_path / "notes").write_text("Nothing that anybody logs.\n")
    result = scan(Request([str(tmp_path / "notes")], Inputs()))
    assert result.sources[0].problem is not None
    assert result.partial


def test_an_empty_log_is_no_problem(tmp_path):
    (tmp_path / "access.log").touch()
    result = scan(Request([str(tmp_path / "access.log")], Inputs()))
    assert (result.sources[0].problem, result.partial) == (None, False)
