"""Accounts and sudo."""

import shutil
import subprocess

import pytest

PASSWD = "root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000::/home/ada:/bin/bash\n"
SUDOERS = "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n"


def written(machine, files):
    machine.write(files)
    if "/etc/shadow" in files:
        (machine.root / "etc/shadow").chmod(0o640)


def test_nothing_is_found_on_a_good_machine(machine):
    written(
        machine,
        {"/etc/passwd": PASSWD, "/etc/shadow": "root:!:1::::::\nada:$y$x:1::::::\n", "/etc/sudoers": SUDOERS},
    )
    assert machine.found("users") == set()
    assert machine.checked("users").missing == ()


def test_every_planted_weakness_is_found(machine):
    written(
        machine,
        {
            "/etc/passwd": PASSWD + "toor:x:0:0::/:/bin/sh\nold::1001:1001::/:/bin/sh\n",
            "/etc/shadow": "root:!:1::::::\nada::1::::::\n",
            "/etc/sudoers": SUDOERS,
            "/etc/sudoers.d/90-ops": "# ops\nops ALL=(ALL) \\\n  NOPASSWD: ALL\nbackup ALL=(root) NOPASSWD: /usr/bin/rsync\n",
            "/etc/sudoers.d/all": "ALL ALL=(ALL) ALL\nDefaults:ada !authenticate\n",
            "/etc/sudoers.d/left.out": "ALL ALL=(ALL) NOPASSWD: ALL\n",
        },
    )
    (machine.root / "etc/shadow").chmod(0o644)
    assert machine.found("users") == {
        ("second-root", 3), ("empty-password", 4), ("empty-password", 2), ("shadow-readable", None),
        ("sudo-without-password", 2), ("sudo-without-password", 4), ("sudo-for-everyone", 1),
    }  # fmt: skip
    assert not any("$y$" in e.excerpt for f in machine.checked("users").findings for e in f.evidence)


@pytest.mark.skipif(shutil.which("visudo", path="/usr/sbin:/usr/bin") is None, reason="sudo is not installed")
def test_the_rules_are_rules_by_sudos_own_word(machine):
    machine.write(
        {"/rules": "ops ALL=(ALL) \\\n  NOPASSWD: ALL\nALL ALL=(ALL) ALL\nDefaults:ada !authenticate\n"}
    )
    assert subprocess.run(["/usr/sbin/visudo", "-cf", machine.root / "rules"], check=False).returncode == 0


def test_sudoers_that_include_themselves_end(machine):
    machine.write({"/etc/passwd": PASSWD, "/etc/sudoers": "@include sudoers\n" * 50})
    assert any("included again" in missing for missing in machine.checked("users").missing)


@pytest.mark.conformance
def test_a_real_passwd_has_one_root(machine, shared_data):
    fixture = shared_data / "inventory/jc_fixtures/centos-7.7/passwd.out"
    machine.write({"/etc/passwd": fixture.read_text()})
    assert machine.found("users") == set()
