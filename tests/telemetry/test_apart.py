"""Rows that are read apart."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry import FORMATS
from vedette.telemetry.apart import spread
from vedette.telemetry.daemon import Daemon
from vedette.telemetry.source import Source


@given(st.lists(st.booleans(), max_size=20))
def test_rows_stand_where_they_belong_and_nulls_elsewhere(where):
    rows = pl.DataFrame({"row": list(range(sum(where)))}, schema={"row": pl.Int64})
    found = spread(rows, pl.Series(where, dtype=pl.Boolean))["row"]
    assert found.drop_nulls().to_list() == rows["row"].to_list()
    assert found.is_not_null().to_list() == where


DAEMONS = [name for name in FORMATS if isinstance(FORMATS[name], Daemon) and FORMATS[name].words]
READERS = [*DAEMONS, "sshd", "mixed_syslog"]


@pytest.mark.conformance
@pytest.mark.parametrize("name", READERS)
def test_lines_without_a_daemons_words_name_no_client(name, shared_data, tmp_path):
    """Over all logs that others have gathered: what is not looked into would have told nothing."""
    form = FORMATS[name]
    path = tmp_path / "x.log"
    path.write_text("x\n")
    texts = [
        path.read_bytes().decode(errors="backslashreplace")
        for folder in ("labelled/fail2ban_logs", "labelled/crowdsec_tests")
        for path in sorted((shared_data / folder).rglob("*"))
        if path.is_file()
    ]
    lines = pl.Series([line for text in texts for line in text.splitlines()], dtype=pl.String)
    reader = form.reader(b"", Source("x", path))
    whole, told = reader._read(lines), reader.parse(lines)
    assert told["ignore"].equals(whole["ignore"])
    assert told["reject"].equals(whole["reject"])
    read = ~whole["ignore"] & whole["reject"].is_null()
    expected = whole.filter(read)
    beside = [name for name in expected.columns if name not in told.columns]
    assert all(expected[name].null_count() == len(expected) for name in beside)
    assert told.filter(read).equals(expected.drop(beside))
