import json

import pytest

BANNER = """<?xml version="1.0"?><nmaprun><host><address addr="192.0.2.7" addrtype="ipv4"/><hostnames><hostname name="web-1"
 type="user"/></hostnames><ports><port protocol="tcp" portid="22"><state state="open"/><service name="ssh"
 product="OpenSSH" version="8.2p1" method="probed"/></port></ports></host></nmaprun>"""
PACKAGES = """Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ Name                 Version                  Architecture Description
+++-====================-========================-============-=================
ii  openssh-server       1:9.2p1-2+deb12u6        amd64        secure shell
ii  bash                 5.2.15-2+b7              amd64        shell
"""


@pytest.fixture
def kept(run, tmp_path):
    """A state folder with a scan and a list of packages of one machine."""
    (tmp_path / "scan.xml").write_text(BANNER)
    (tmp_path / "dpkg.txt").write_text(PACKAGES)
    state = ["--state", tmp_path / "state"]
    done = run("assets", "import", tmp_path / "scan.xml", tmp_path / "dpkg.txt", "--host", "web-1", *state)
    assert done.exit_code == 0
    assert "1 service, kept in" in done.stdout
    assert "2 packages, kept in" in done.stdout
    return state


def test_sources_are_merged_and_conflicts_counted(run, kept):
    done = run("assets", "list", *kept)
    line, rest = done.stdout.splitlines()
    assert line.split()[:2] == ["web-1/OpenSSH:22/tcp", "1:9.2p1-2+deb12u6"]
    assert "1 source disagree" in line
    assert rest == "and 1 packages that are not known to run"


def test_a_service_is_shown_with_who_says_what_and_which_was_believed(run, kept):
    done = run("assets", "show", "openssh", *kept)
    assert "believed   OpenSSH 1:9.2p1-2+deb12u6, by package manager: dpkg -l" in done.stdout
    assert "also said  OpenSSH 8.2p1, by banner: Nmap XML" in done.stdout
    assert "conflict   Nmap XML" in done.stdout
    (shown,) = json.loads(run("assets", "show", "web-1", *kept, "-o", "json").stdout)
    assert len(shown["claims"]) == 2
    assert len(shown["conflicts"]) == 1


def test_a_service_that_is_not_there_is_one_line(run, kept):
    done = run("assets", "show", "nginx", *kept)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("form", ["inventory", "cyclonedx"])
def test_what_is_exported_can_be_imported(run, kept, tmp_path, form):
    (tmp_path / "out.json").write_text(run("assets", "export", "--format", form, *kept).stdout)
    done = run("assets", "list", "--assets", tmp_path / "out.json", "-o", "jsonl")
    (service,) = map(json.loads, done.stdout.splitlines())
    assert (service["host"], service["port"], service["version"]) == ("web-1", 22, "1:9.2p1-2+deb12u6")


def test_a_name_is_for_one_file(run, tmp_path):
    assert run("assets", "import", "a", "b", "--as", "x", "--state", tmp_path).exit_code == 2


def test_what_cannot_be_read_is_one_line_and_nothing_is_kept(run, tmp_path):
    (tmp_path / "x").write_text("hello")
    done = run("assets", "import", tmp_path / "x", "--state", tmp_path / "state")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / "state").exists()
