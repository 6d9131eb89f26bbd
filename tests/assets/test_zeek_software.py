import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.zeek_software import ZeekSoftware
from vedette.model.errors import MalformedInput
from vedette.model.service import VersionSource

FIELDS = ("ts\thost\thost_p\tsoftware_type\tname\tversion.major\tversion.minor\tversion.minor2\tversion.minor3"
          "\tversion.addl\tunparsed_version")  # fmt: skip
TSV = f"#separator \\x09\n#path\tsoftware\n#fields\t{FIELDS}\n"
SSH = "1\t192.0.2.7\t22\tSSH::SERVER\tOpenSSH\t8\t2\t-\t-\tp1\tOpenSSH_8.2p1 Ubuntu-4ubuntu0.5"
NGINX = "1\t192.0.2.7\t80\tHTTP::SERVER\tnginx\t1\t18\t0\t-\t-\tnginx/1.18.0 (Ubuntu)"


def read(text):
    return ZeekSoftware().read(text.encode(), "software.log")


def test_servers_are_services_at_the_version_that_they_write_themselves():
    found = read(
        TSV + SSH + "\n" + NGINX + "\n1\t192.0.2.9\t-\tHTTP::BROWSER\tcurl\t8\t0\t-\t-\t-\tcurl/8.0\n"
    ).services
    assert [(s.host, s.port, s.product, s.version, s.protocol) for s in found] == [
        ("192.0.2.7", 22, "OpenSSH", "8.2p1 Ubuntu-4ubuntu0.5", "ssh"), ("192.0.2.7", 80, "nginx", "1.18.0", "http"),
    ]  # fmt: skip
    assert {s.version_source for s in found} == {VersionSource.BANNER}


def test_json_lines_say_the_same():
    (service,) = read(
        '{"ts":1,"host":"192.0.2.7","host_p":21,"software_type":"FTP::SERVER","name":"vsftpd",'
        '"version.major":3,"version.minor":0,"version.minor2":3}\nnonsense\n'
    ).services
    assert (service.port, service.version) == (21, "3.0.3")


def test_a_row_of_another_number_of_fields_is_told():
    assert "line 4" in read(TSV + "1\t2\n").notes[0]


def test_without_fields_it_is_refused():
    with pytest.raises(MalformedInput, match="#fields"):
        read("#path\tsoftware\n" + SSH)


@given(st.text(max_size=200))
def test_any_row_is_read(text):
    read(TSV + text)
