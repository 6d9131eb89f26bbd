"""Who came in by a guessed password is shut out by the account, with commands that work and can be undone."""

import os
import shutil
import subprocess
from dataclasses import replace

import pytest
from carrying_out import all_hold, carry_out

from vedette.model.alert import Evidence, Outcome
from vedette.model.plan import Command, Manual
from vedette.respond.accounts import shut
from vedette.respond.steps.compromise import Compromise

NEEDS = pytest.mark.skipif(
    os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "usermod", "useradd", "chpasswd", "passwd"))),
    reason="mount namespaces need root, and accounts the tools of Debian's passwd",
)
APART = ("unshare", "--mount", "sh", "-ec", 'mount --bind "$0" /etc; exec "$@"')
"""Runs a command with an /etc of its own, whose path follows."""


def entered(situation, account, product="openssh", **more):
    """A login as the account was accepted after many that failed."""
    proof = Evidence(
        "auth.log", 301, None, None, "", "a login was accepted after 300 that failed", account=account
    )
    made = situation(service={"product": product}, **more)
    return replace(made, alert=replace(made.alert, outcome=Outcome.LIKELY_SUCCESSFUL, evidence=(proof,)))


@pytest.fixture
def within(tmp_path):
    """Words before a command that has it run on accounts of a copy: deploy, with a password."""
    etc = tmp_path / "etc"
    shutil.copytree("/etc", etc, symlinks=True)
    words = (*APART, str(etc))
    for command, told in ((["useradd", "deploy"], ""), (["chpasswd"], "deploy:guessed")):
        done = subprocess.run([*words, *command], input=told, capture_output=True, text=True, check=False)
        if "Operation not permitted" in done.stderr:
            pytest.skip("no namespaces here")
        assert done.returncode == 0, done.stderr
    return words


def shadow(within):
    line = subprocess.run(
        [*within, "getent", "shadow", "deploy"], capture_output=True, text=True, check=True
    ).stdout
    return line.strip().split(":")


@NEEDS
def test_the_account_is_locked_and_expired_and_as_before_after_the_undo(situation, within):
    action = shut(entered(situation, "deploy").alert)
    before = shadow(within)
    assert not all_hold(action, within)
    carry_out(action.doing, within)
    assert all_hold(action, within)
    _, password, *_, expires, _ = shadow(within)
    assert (password, expires) == (f"!{before[1]}", "1")
    carry_out(action.undo, within)
    assert shadow(within) == before


@pytest.mark.parametrize(
    ("account", "product"),
    [
        ("root", "openssh"),
        ("deploy", "vsftpd"),
        ("-rf", "openssh"),
        ("a b; id", "openssh"),
        ("x" * 33, "openssh"),
    ],
)
def test_root_accounts_of_an_application_and_names_that_are_none_are_left_to_a_person(
    situation, account, product
):
    action = shut(entered(situation, account, product).alert)
    assert action.id == "compromise.change-password"
    assert all(isinstance(doing, Manual) for doing in action.doing)


def test_without_a_login_there_is_no_account_to_shut(situation):
    assert shut(situation().alert) is None


def test_what_the_account_runs_is_looked_at(situation):
    actions = {a.id: a for a in Compromise().plan(entered(situation, "deploy")).actions}
    assert list(actions)[1] == "compromise.lock-account"
    looked = [c.argv for c in actions["compromise.look-for-traces"].doing if isinstance(c, Command)]
    assert ("ps", "-o", "lstart,pid,args", "-u", "deploy") in looked
