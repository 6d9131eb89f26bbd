"""Daemons' lines that are passed by unsearched hold no text that rules look at."""

import re

import polars as pl
import pytest

from vedette.model.addresses import canonical
from vedette.model.connection import TEXT_SEEN_BY_RULES
from vedette.telemetry import FORMATS
from vedette.telemetry.blocks import index
from vedette.telemetry.daemon import Daemon
from vedette.telemetry.source import Source

READERS = [
    *(
        name
        for name in FORMATS
        if isinstance(FORMATS[name], Daemon) and FORMATS[name].mark and not FORMATS[name].marked_text
    ),
    "sshd",
]


@pytest.mark.conformance
@pytest.mark.parametrize("name", READERS)
def test_lines_whose_client_is_told_unparsed_hold_no_text_of_clients(name, shared_data, tmp_path):
    form = FORMATS[name]
    path = tmp_path / "x.log"
    texts = [
        log.read_bytes()
        for folder in ("labelled/fail2ban_logs", "labelled/crowdsec_tests")
        for log in sorted((shared_data / folder).rglob("*"))
        if log.is_file() and log.suffix != ".assert"
    ]
    data = b"\n".join(texts)
    path.write_bytes(data)
    reader = form.reader(data[:65536], Source("x", path))
    block = index(data, 0)
    spans = reader.spans(block)
    ends = f"{chr(spans.end_byte)}\n"
    told = [
        at >= 0
        and canonical(re.split(f"[{re.escape(ends)}]", data[at : at + 60].decode("latin-1"))[0]) is not None
        for at in spans.starts.tolist()
    ]
    lines = [
        data[start:end].decode(errors="backslashreplace")
        for start, end in zip(block.starts[told].tolist(), block.ends[told].tolist(), strict=True)
    ]
    rows = reader.parse(pl.Series(lines, dtype=pl.String))
    for column in TEXT_SEEN_BY_RULES:
        if column in rows.columns:
            assert rows[column].null_count() == rows.height, column
