"""Step 5: the changes are concrete, and those that are commands do what they say."""

import shutil
import subprocess
from dataclasses import replace

import pytest
from cable import BAD, GOOD, NEEDS
from carrying_out import all_hold, carry_out, change, holds

from vedette.model.alert import Called, Evidence, Kind, Severity
from vedette.model.investigation import Finding, StepRecord, StepStatus
from vedette.model.plan import Command, Manual
from vedette.model.running import Running
from vedette.respond.call_backs import called_back
from vedette.respond.interface import Admin, HostFacts
from vedette.respond.steps.harden import Harden

HOME = ("192.0.2.77/32", "2001:db8:0:900d::/64")
FINDING = Finding(
    "sshd-password-login",
    "PasswordAuthentication",
    "sshd takes passwords",
    Severity.MEDIUM,
    (Evidence("/etc/ssh/sshd_config", 57, None, None, "PasswordAuthentication yes", "the setting"),),
    ("passwords are guessed",),
    "Set `PasswordAuthentication no`",
    "CIS Debian Linux 12 v1.1.0 5.1.20",
)


def exposed(made, **service):
    alert = replace(made.alert, kind=Kind.POSTURE_FINDING, client=None)
    return replace(made, alert=replace(alert, service=replace(alert.service, **service)))


def posture(*findings, **more):
    return {"posture": StepRecord("posture", StepStatus.DONE, "looked", findings, **more)}


def test_a_finding_with_a_fix_becomes_a_change_with_its_place_and_control(situation):
    listed = replace(FINDING, id="directory-listing", subject="nginx.conf:57", fix="autoindex off;")
    step = Harden().plan(situation(records=posture(listed, replace(FINDING, id="other", fix=None))))
    (action,) = step.actions
    assert action.does == "sshd takes passwords (medium); against CIS Debian Linux 12 v1.1.0 5.1.20"
    assert action.doing == (
        Manual(
            "autoindex off;\n"
            "In /etc/ssh/sshd_config:57, which says: PasswordAuthentication yes\n"
            "Because passwords are guessed"
        ),
    )


def test_what_a_match_block_allows_is_for_a_person(situation):
    inside = replace(FINDING, subject="/etc/ssh/sshd_config:80")
    (action,) = Harden().plan(situation(records=posture(inside))).actions
    assert isinstance(action.doing[0], Manual)


@pytest.mark.skipif(shutil.which("sshd") is None, reason="sshd is missing")
@pytest.mark.parametrize(
    ("ident", "weak"),
    [
        ("sshd-password-login", "PasswordAuthentication yes"),
        ("sshd-password-by-pam", "KbdInteractiveAuthentication yes"),
        ("sshd-root-login", "PermitRootLogin yes"),
        ("sshd-empty-passwords", "PermitEmptyPasswords yes"),
        ("sshd-many-tries", "MaxAuthTries 20"),
        ("sshd-host-based", "HostbasedAuthentication yes"),
    ],
)
def test_sshd_itself_takes_the_change_and_its_undoing(situation, tmp_path, ident, weak):
    folder = tmp_path / "etc/ssh/sshd_config.d"
    folder.mkdir(parents=True)
    key, config = tmp_path / "key", tmp_path / "sshd_config"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    config.write_text(f"HostKey {key}\nInclude {folder}/*.conf\n{weak}\n")
    (action,) = Harden().plan(situation(records=posture(replace(FINDING, id=ident)))).actions
    (check,) = action.verify
    program = shutil.which("sshd")
    check = replace(check, command=Command((program, "-T", "-f", str(config))))
    assert not holds(check)
    change(action.doing[0], tmp_path)
    assert holds(check)
    change(action.undo[0], tmp_path)
    assert not holds(check)


def test_a_service_that_called_back_is_kept_from_it(situation):
    called = Evidence("x.pcap", None, 7, None, "", "what it shows", called=Called("2001:db8::66", 1389))
    made = situation()
    made = replace(made, alert=replace(made.alert, evidence=(called,)))
    (action,) = Harden().plan(made).actions
    assert action.doing[0].text.startswith("[Service]")
    assert called_back(made.alert) == ("2001:db8::66",)
    service = replace(made.alert.service, running=Running(7, None, (), None, None, "tomcat.service", None))
    (action,) = Harden().plan(replace(made, alert=replace(made.alert, service=service))).actions
    assert action.doing[0].file == "/etc/systemd/system/tomcat.service.d/vedette-outgoing.conf"


def test_without_an_investigation_it_says_so(situation):
    assert "No investigation of the posture is kept" in Harden().plan(situation()).gaps[0]


def test_what_the_investigation_missed_is_told(situation):
    assert Harden().plan(situation(records=posture(missing=("nft: not root",)))).gaps == (
        "Not looked at: nft: not root",
    )


def test_an_administrator_from_outside_is_not_shut_out_of_ssh(situation):
    outside = situation(host=HostFacts(here=True, admins=(Admin("198.51.100.9", "logged in as ada"),)))
    assert [a.id for a in Harden().plan(exposed(outside, protocol="ssh")).actions] == ["harden.bind"]
    assert len(Harden().plan(exposed(outside, protocol="redis")).actions) == 2


@pytest.mark.slow
@NEEDS
def test_an_exposed_service_is_scoped_to_the_home_networks_and_opened_again(lab, situation):
    bind, scope = Harden().plan(exposed(situation(home=HOME))).actions
    assert not all_hold(bind, lab.within)
    carry_out(scope.doing, lab.within)
    carry_out(scope.doing, lab.within)
    assert all_hold(scope, lab.within)
    for family in (0, 1):
        assert not lab.reaches(BAD[family])
        assert lab.reaches(GOOD[family])
    carry_out(scope.undo, lab.within)
    assert not all_hold(scope, lab.within)
    assert lab.reaches(BAD[0])
