"""Updates that wait."""

import os
from datetime import timedelta

from tests.investigate.posture.conftest import NOW

STATUS = """Package: openssl
Status: install ok installed
Version: 3.0.11-1~deb12u1

Package: curl
Status: install ok installed
Version: 7.88.1-10+deb12u9

Package: gone
Status: deinstall ok config-files
Version: 1
"""
LIST = "/var/lib/apt/lists/security.debian.org_dists_bookworm-security_main_binary-amd64_Packages"
OFFERED = """Package: curl
Version: 7.88.1-10+deb12u8

Package: openssl
Version: 3.0.14-1~deb12u1

Package: openssl
Version: 3.0.14-1~deb12u2

Package: gone
Version: 2

Package: other
Version: 9
"""
AUTOMATIC = 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n'


def kept(machine, files, days=0):
    machine.write({"/var/lib/dpkg/status": STATUS, LIST: OFFERED, **files})
    when = (NOW - timedelta(days=days)).timestamp()
    os.utime(machine.root / LIST[1:], (when, when))


def test_the_highest_update_of_an_installed_package_is_found_with_its_command(machine):
    kept(machine, {"/etc/apt/apt.conf.d/20auto": AUTOMATIC})
    (finding,) = machine.checked("updates").findings
    assert (finding.id, finding.subject, finding.evidence[0].line) == (
        "security-update-pending",
        "openssl",
        7,
    )
    assert finding.fix == "apt-get install --only-upgrade openssl=3.0.14-1~deb12u2"


def test_old_lists_and_updates_by_hand_and_a_restart_that_is_due_are_found(machine):
    off = '// APT::Periodic::Unattended-Upgrade "1";\nAPT { Periodic { Unattended-Upgrade "0"; }; };\n'
    kept(machine, {"/etc/apt/apt.conf.d/20auto": off, "/run/reboot-required": ""}, days=30)
    found = machine.ids("updates")
    assert found == {"security-update-pending", "package-lists-old", "updates-by-hand", "restart-pending"}
    (by_hand,) = (f for f in machine.checked("updates").findings if f.id == "updates-by-hand")
    assert by_hand.evidence[0].line == 2


def test_a_machine_without_lists_says_so(machine):
    machine.write({"/var/lib/dpkg/status": STATUS, "/etc/apt/apt.conf.d/20auto": AUTOMATIC})
    checked = machine.checked("updates")
    assert checked.findings == ()
    assert "apt-get update" in checked.missing[0]
