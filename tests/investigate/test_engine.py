"""Steps run apart, are kept one by one, and are not run again without a reason."""

from dataclasses import dataclass, field, replace
from pkgutil import iter_modules

import pytest
from example_alert import ALERT, NOW

from vedette.investigate import steps
from vedette.investigate.engine import Known, investigate
from vedette.investigate.interface import Case, Input
from vedette.investigate.registry import STEPS
from vedette.model.errors import UnreadableInput
from vedette.model.investigation import StepRecord, StepStatus

CASE = Case(ALERT, (), None, (), dict.fromkeys(Input, "1"), NOW, load=lambda: None)


@dataclass
class Scripted:
    """A step that does what it is told."""

    id: str
    raises: Exception | None = None
    says: str = "looked"
    of: str = "1"
    runs: list = field(default_factory=list)
    title: str = "Scripted"

    def digest(self, case):
        del case
        return self.of

    def run(self, case):
        self.runs.append(case)
        if self.raises:
            raise self.raises
        return StepRecord(self.id, StepStatus.DONE, self.says)


def run(steps, known=(), *, again=False):
    kept = dict(known)

    def keep(record, digest):
        kept[record.step] = Known(record, digest)

    return list(investigate(CASE, steps, kept, keep, again=again)), kept


def test_a_step_that_raises_is_recorded_as_failed_and_the_others_go_on():
    done, _ = run([Scripted("a", UnreadableInput("x.log", "is a folder")), Scripted("b")])
    assert [(d.record.status, d.record.reason) for d in done] == [
        (StepStatus.FAILED, "x.log: is a folder"),
        (StepStatus.DONE, None),
    ]


def test_a_defect_of_ours_is_called_one():
    done, _ = run([Scripted("a", KeyError("port"))])
    assert done[0].record.reason == "a defect of Vedette (KeyError: 'port'): please report it"


def test_an_error_without_words_is_told_all_the_same():
    done, _ = run([Scripted("a", AssertionError())])
    assert "AssertionError" in done[0].record.reason


def test_a_step_whose_inputs_are_unchanged_is_not_run_again():
    step = Scripted("a")
    _, known = run([step])
    done, _ = run([step], known)
    assert (len(step.runs), done[0].fresh, done[0].record.summary) == (1, False, "looked")


@pytest.mark.parametrize("change", [{"of": "2"}, {"again": True}])
def test_a_step_is_run_again_where_its_inputs_changed_or_it_is_asked_to(change):
    step = Scripted("a")
    _, known = run([step])
    again = change.pop("again", False)
    changed = replace(step, **change, says="looked again")
    done, kept = run([changed], known, again=again)
    assert (done[0].fresh, kept["a"].record.summary) == (True, "looked again")


def test_a_step_that_failed_is_tried_again():
    _, known = run([Scripted("a", UnreadableInput("x.log", "is a folder"))])
    done, _ = run([Scripted("a")], known)
    assert done[0].record.status is StepStatus.DONE


def test_a_step_that_cannot_tell_its_inputs_is_run_each_time():
    class Broken(Scripted):
        def digest(self, case):
            raise OSError(case)

    _, known = run([Broken("a")])
    assert run([Broken("a")], known)[0][0].fresh


def test_each_record_is_kept_before_the_next_step_begins():
    kept = []
    second = Scripted("b")
    going = investigate(CASE, [Scripted("a"), second], {}, lambda record, _: kept.append(record.step))
    next(going)
    assert (kept, second.runs) == (["a"], [])


def test_names_of_files_that_are_no_unicode_can_be_kept():
    done, _ = run([Scripted("a", says="read caf\udce9.log, über all")])
    assert done[0].record.summary == "read caf\\udce9.log, über all"


def test_each_step_stands_in_the_file_of_its_name():
    for step in STEPS:
        assert type(step).__module__ == f"vedette.investigate.steps.{step.id}"
        assert step.title
        assert type(step).__doc__


def test_every_file_of_a_step_is_in_the_registry():
    assert {step.id for step in STEPS} == {
        module.name for module in iter_modules(steps.__path__) if not module.ispkg
    }


def test_steps_have_ids_of_their_own():
    assert len({step.id for step in STEPS}) == len(STEPS)
