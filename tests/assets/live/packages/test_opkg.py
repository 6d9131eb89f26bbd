import pytest

from vedette.assets.live.packages import read_packages
from vedette.assets.live.packages.interface import Problems
from vedette.assets.live.packages.opkg import opkg_packages


def test_files_are_of_the_packages_that_list_them(machine):
    tree = machine(
        {
            "/usr/lib/opkg/status": "Package: dropbear\nVersion: 2022.82-6\nStatus: install user installed\nArchitecture: x86_64\n",
            "/usr/lib/opkg/info/dropbear.list": "/usr/sbin/dropbear\n",
        }
    )
    assert (
        read_packages(tree, None).owner("/usr/sbin/dropbear").purl
        == "pkg:opkg/dropbear@2022.82-6?arch=x86_64"
    )


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("name", "expected", "broken"),
    [
        ("invalid", [], 2),
        ("statusfield", ["wantinstall_installed", "wantinstall_unpacked", "wantpurge_installed"], 1),
        ("trailingnewlines", ["ubus"], 0),
        ("transitional", ["ubus"], 0),
    ],
)
def test_the_databases_of_others_are_read_and_broken_ones_refused(name, expected, broken, shared_data):
    problems = Problems()
    data = (shared_data / f"inventory/os_package_db/dpkg__opkg__{name}").read_bytes()
    assert [p.name for p in opkg_packages(data, name, None, problems)] == expected
    assert problems.count == broken
