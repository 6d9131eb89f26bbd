import pytest

from vedette.assets.live.os_release import distribution, parse_os_release


def test_a_distribution_is_named_with_its_release(machine):
    tree = machine({"/usr/lib/os-release": 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n'})
    found = distribution(tree)
    assert (found.id, found.version, found.qualifier) == ("debian", "12", "debian-12")
    assert found.platform == "Debian GNU/Linux 12"


def test_the_namespace_is_the_one_that_package_urls_use():
    assert parse_os_release("ID=rhel\nVERSION_ID=9.4\n").namespace == "redhat"
    assert parse_os_release("ID=opensuse-leap\n").namespace == "opensuse"


REPOSITORIES = """
[rhel-8-for-x86_64-baseos-rpms]
enabled = 0
[rhel-8-for-x86_64-baseos-eus-rpms]
enabled = 1
"""


@pytest.mark.parametrize(
    ("text", "qualifier"), [(REPOSITORIES, "rhel-8.6-eus"), (REPOSITORIES.replace("1", "0"), "rhel-8.6")]
)
def test_the_stream_of_updates_is_that_of_the_repositories_that_are_enabled(machine, text, qualifier):
    tree = machine(
        {"/etc/os-release": 'ID=rhel\nVERSION_ID="8.6"\nNAME=RHEL\n', "/etc/yum.repos.d/redhat.repo": text}
    )
    found = distribution(tree)
    assert found.qualifier == qualifier
    assert found.platform == ("RHEL 8.6 EUS" if "eus" in qualifier else "RHEL 8.6")


def test_a_distribution_may_have_no_releases():
    assert parse_os_release("ID=arch\n# VERSION_ID=1\n").qualifier == "arch"


@pytest.mark.parametrize("text", ["", "NAME=x\n", "ID=\n", "ID=a b\n", "ID=$(reboot)\n", "\0\0"])
def test_what_names_no_distribution_is_null(text):
    assert parse_os_release(text) is None


@pytest.mark.conformance
def test_the_documents_of_others_are_understood(shared_data):
    paths = sorted((shared_data / "inventory").rglob("*os-release"))
    found = {parse_os_release(path.read_text()).qualifier for path in paths}
    assert "debian-12" in found
    assert any(each.startswith("rhel-") for each in found)
