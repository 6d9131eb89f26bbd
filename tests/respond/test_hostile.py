"""Whatever a client, a feed or an inventory says: nothing of it becomes part of a command but what was checked."""

import shlex
import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.cli.plan_text import told
from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding, StepRecord, StepStatus
from vedette.model.plan import Change, Command
from vedette.model.running import Running
from vedette.model.vulnerability import State, Vulnerability
from vedette.respond import words
from vedette.respond.interface import Rerun
from vedette.respond.planning import plan

MARK = "zzqy"
"""What no command of ours holds, so that where it stands a stranger wrote it."""
PLAIN = frozenset(string.ascii_letters + string.digits + "._+-~:^@/=>")
"""Of what a word is that holds a checked name or version."""
PAYLOADS = (
    "; rm -rf / #", "$(reboot)", "`id`", "' ; id ; '", '" && id "', "\n reboot\n", "\x1b[2J\u202e", "--option=x", "-r x",
    "../../etc/passwd", "| nc h 1", "{ x }; flush ruleset", "\0", "[bold]", "<script>",
)  # fmt: skip
hostile = st.one_of(
    st.sampled_from(PAYLOADS).map(lambda p: f"{p}{MARK}"), st.text(max_size=30).map(lambda t: f"{t} {MARK}")
)


def vulnerability(ident, text, matched, fixed):
    return Vulnerability(
        ident, State.AFFECTED, text, matched, None, None, kev=False, fixed_version=fixed, cwes=(text,)
    )


def situation_with(situation, text, matched, fixed, ident):
    made = situation(
        service={"host": text, "product": text, "version": text, "protocol": text, "id": text, "reach_reason": text,
                 "running": Running(7, text, (text,), text, None, text, None)},
        alert={"who": text, "what": text, "when": text, "where": text, "why": text, "severity_reasons": (text,),
               "vulnerabilities": (vulnerability(ident, text, matched, fixed),)},
        records={"posture": StepRecord("posture", StepStatus.DONE, text, (
            Finding(text, text, text, Severity.LOW, (), (text,), text, text),), missing=(text,)),
            "activity": StepRecord("activity", StepStatus.FAILED, text, (), missing=(text,), reason=text)},
        trusted=("198.51.100.0/24",),
    )  # fmt: skip
    evidence = Evidence(text, 1, None, None, f"198.51.100.1 {text}", text)
    return replace(made, alert=replace(made.alert, evidence=(evidence,), attacked_vulnerability=ident))


def doings(made):
    for step in made.steps:
        for action in step.actions:
            yield from (*action.doing, *action.undo, *(check.command for check in action.verify))
    yield from (requirement.check.command for requirement in made.requirements)


@settings(max_examples=150)
@given(
    hostile,
    st.sampled_from(["pkg:deb/debian/{}@1", "pkg:pypi/{}@1", "pkg:npm/{}@1", "pkg:rpm/redhat/{}@1", "pkg:apk/alpine/{}@1", "pkg:pypi/x@{}", "{}"]),
    st.one_of(st.none(), hostile),
    hostile,
)  # fmt: skip
def test_no_hostile_text_reaches_a_command_or_a_file(situation, text, shape, fixed, ident):
    made = plan(situation_with(situation, text, shape.format(text), fixed, ident))
    found = list(doings(made))
    for doing in found:
        if isinstance(doing, Command):
            for word in doing.argv:
                assert MARK not in word or PLAIN.issuperset(word)
            assert shlex.split(str(doing)) == list(doing.argv)
        elif isinstance(doing, Change):
            assert MARK not in f"{doing.file}{doing.before}{doing.after}"
    assert any(isinstance(doing, Command) for doing in found)


@given(hostile)
def test_paths_with_hostile_names_are_quoted_or_left_to_a_person(situation, text):
    rerun = Rerun([f"/{text}"], [f"/{text}"], ["--assets", text], f"/{text}")
    made = plan(replace(situation_with(situation, "x", "x", "x", "x"), rerun=rerun))
    for doing in doings(made):
        if isinstance(doing, Command):
            assert shlex.split(str(doing)) == list(doing.argv)


@given(hostile)
def test_no_hostile_text_reaches_a_terminal_as_it_is(situation, text):
    for line in told(plan(situation_with(situation, text, text, text, text))):
        assert line.isprintable(), line


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p != "[bold]"])
def test_payloads_are_no_words_of_commands(payload):
    for check in (words.package_name, words.version, words.unit, words.path, words.client_network):
        assert check(payload) is None


@given(st.text())
def test_what_is_a_word_needs_no_quoting_and_is_no_option(text):
    for check in (words.package_name, words.version, words.unit):
        word = check(text)
        if word is not None:
            assert word[0].isalnum()
            assert not set(word) & set(" \t\n'\"`$;|&<>(){}[]*?!#\\=,")


def test_a_command_takes_no_control_character():
    with pytest.raises(ValueError, match="cannot be printed"):
        Command(("echo", "\x1b[2J"))
