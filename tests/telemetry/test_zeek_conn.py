"""Zeek's conn.log, against every such log of Zeek's own tests."""

from collections import Counter

import pytest

from vedette.telemetry.source import Source
from vedette.telemetry.zeek_conn import ZeekConn

FIELDS = [
    "ts",
    "uid",
    "id.orig_h",
    "id.orig_p",
    "id.resp_h",
    "id.resp_p",
    "proto",
    "service",
    "duration",
    "orig_bytes",
    "resp_bytes",
    "conn_state",
]
HEAD = (
    "#separator \\x09\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\t"
    + "\t".join(FIELDS)
    + "\n"
)


def read(path):
    rows, rejected = [], 0
    for batch in ZeekConn().read(Source(str(path), path), None):
        rows += batch.frame.rows(named=True)
        rejected += batch.account.rejected
    return rows, rejected


def test_of_icmp_the_ports_are_type_and_code(tmp_path):
    path = tmp_path / "conn.log"
    path.write_text(HEAD + "1.5\tC1\t2001:db8::1\t135\tff02::1\t136\ticmp\t-\t-\t-\t-\tOTH\n")
    ((row,), _) = read(path)
    assert (row["client_ip"], row["client_port"], row["server_port"]) == ("2001:db8::1", 135, 136)
    assert (row["transport"], row["protocol"], row["state"], row["uid"]) == ("icmp", None, "OTH", "C1")


def of_zeek(path):
    """The rows of a log, read as text without our help."""
    fields = []
    for line in path.read_text("utf-8", "replace").splitlines():
        if line.startswith("#fields"):
            fields = line.split("\t")[1:]
        elif line and not line.startswith("#"):
            yield dict(zip(fields, line.split("\t"), strict=False))


def number(text):
    return None if text == "-" else int(text)


@pytest.mark.conformance
def test_every_row_of_zeeks_own_logs_is_read_with_its_tuple_and_bytes(shared_data):
    logs = sorted((shared_data / "telemetry/zeek/expected").rglob("conn.log"))
    logs = [
        log for log in logs if all({"id.orig_h", "orig_bytes", "proto"} <= set(row) for row in of_zeek(log))
    ]
    assert len(logs) >= 50
    total = 0
    for log in logs:
        want = Counter(
            (
                *(
                    row["id.orig_h"],
                    int(row["id.orig_p"]),
                    row["id.resp_h"],
                    int(row["id.resp_p"]),
                    row["proto"],
                ),
                *(number(row["orig_bytes"]), number(row["resp_bytes"]), row["conn_state"], row["uid"]),
            )
            for row in of_zeek(log)
        )
        rows, rejected = read(log)
        have = Counter(
            (
                *(
                    row["client_ip"],
                    row["client_port"],
                    row["server_ip"],
                    row["server_port"],
                    row["transport"],
                ),
                *(row["bytes_in"], row["bytes_out"], row["state"], row["uid"]),
            )
            for row in rows
        )
        assert have == want, log
        assert not rejected
        total += len(rows)
    assert total >= 100
