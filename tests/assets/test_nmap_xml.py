import json
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.nmap_xml import NmapXml
from vedette.model.errors import MalformedInput
from vedette.model.service import VersionSource

HEAD = b'<?xml version="1.0"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner="nmap">'
HOST = b"""<host><status state="up"/><address addr="192.0.2.7" addrtype="ipv4"/>
<hostnames><hostname name="ptr.example" type="PTR"/><hostname name="web-1" type="user"/></hostnames><ports>
<port protocol="tcp" portid="22"><state state="open"/><service name="ssh" product="OpenSSH"
 version="8.2p1 Ubuntu 4ubuntu0.5" ostype="Linux" method="probed"><cpe>cpe:/a:openbsd:openssh:8.2p1</cpe>
<cpe>cpe:/o:linux:linux_kernel</cpe></service></port>
<port protocol="tcp" portid="80"><state state="closed"/></port>
<port protocol="tcp" portid="443"><state state="open"/><service name="https" method="table"/></port>
<port protocol="udp" portid="99"><state state="open"/></port></ports></host>"""


def read(body=HOST, head=HEAD, end=b"</nmaprun>"):
    return NmapXml().read(head + body + end, "scan.xml")


def test_open_ports_are_services_and_their_versions_are_banners():
    ssh, https, unknown = read().services
    assert (ssh.id, ssh.product, ssh.version) == (
        "web-1/OpenSSH:22/tcp",
        "OpenSSH",
        "8.2p1 Ubuntu 4ubuntu0.5",
    )
    assert ssh.version_source is VersionSource.BANNER
    assert not ssh.version_verified
    assert (ssh.addresses, ssh.cpe, ssh.platform) == (("192.0.2.7",), "cpe:/a:openbsd:openssh:8.2p1", "Linux")
    assert (https.port, https.version, https.version_source) == (443, None, VersionSource.ASSUMED)
    assert (unknown.transport, unknown.port) == ("udp", 99)


def test_a_host_without_a_name_goes_by_its_address():
    bare = HOST.replace(b'<hostname name="ptr.example" type="PTR"/><hostname name="web-1" type="user"/>', b"")
    assert {s.host for s in read(bare).services} == {"192.0.2.7"}


def test_a_host_without_an_address_is_left_out_and_told():
    found = read(b"<host><ports/></host>" + HOST)
    assert len(found.services) == 3
    assert "host without an address" in found.notes[0]


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "aaaa">]><nmaprun>',
        b'<?xml version="1.0"?><!DOCTYPE nmaprun SYSTEM "file:///etc/passwd"><nmaprun>',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><nmaprun>',
        b'<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]><nmaprun>',
    ],
    ids=["entity", "external type", "external entity", "parameter entity"],
)
def test_document_types_that_nmap_does_not_write_are_refused(head):
    with pytest.raises(MalformedInput, match="refused"):
        read(head=head)


def test_an_entity_behind_a_harmless_type_is_refused():
    with pytest.raises(MalformedInput):
        read(head=HEAD, body=b"<host>&xxe;</host>")


def test_of_a_document_that_breaks_off_the_whole_hosts_are_read_and_the_break_is_told():
    found = read(HOST + HOST[:200], end=b"")
    assert len(found.services) == 3
    assert "breaks off" in found.notes[0]
    with pytest.raises(MalformedInput, match="well-formed"):
        read(HOST[:200], end=b"")


def test_another_document_is_no_nmap_output():
    with pytest.raises(MalformedInput, match="root is <other>"):
        NmapXml().read(b"<other><nmaprun/></other>", "x.xml")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    for document in (data, HEAD + data, HEAD + HOST + data):
        try:
            NmapXml().read(document, "scan.xml")
        except MalformedInput:
            continue


@pytest.mark.conformance
def test_every_third_party_scan_gives_each_open_port(shared_data):
    """The count is held against a plain reading by the standard library: these files are known to be harmless."""
    folder = shared_data / "inventory" / "nmap_xml"
    files = [f for f in sorted(folder.glob("*.xml")) if not f.name.startswith("defused")]
    assert len(files) >= 12
    for file in files:
        root = ET.parse(file).getroot()
        wanted = [s for h in root.iter("host") if h.find("address") is not None
                  for s in h.iterfind("ports/port/state") if s.get("state") == "open"]  # fmt: skip
        found = NmapXml().read(file.read_bytes(), file.name)
        assert (len(found.services), found.notes) == (len(wanted), ()), file.name
        assert json.dumps([s.id for s in found.services])


@pytest.mark.conformance
@pytest.mark.parametrize("name", ["defused_et_local_includer.xml", "defused_et_included.xml"])
def test_third_party_attacks_are_refused(shared_data, name):
    data = (shared_data / "inventory" / "nmap_xml" / name).read_bytes()
    with pytest.raises(MalformedInput):
        NmapXml().read(data, name)
