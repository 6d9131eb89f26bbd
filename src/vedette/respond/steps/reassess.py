"""4 Re-assess: look again, by the very checks that must pass before the alert may be resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vedette.model.plan import Action, Check, Command, Step, StepName
from vedette.respond.interface import Situation
from vedette.respond.requirements import kept_at, requirements
from vedette.respond.words import path

_TITLE: Final = "Assess again"


class Reassess:
    """Each requirement with its check, the whole again by scan, and the closing."""

    name: Final = StepName.REASSESS

    def plan(self, situation: Situation) -> Step:
        """The step."""
        needed = requirements(situation)
        fact = "Nothing can be checked by machine: the reason that is given at closing is what counts"
        if needed:
            fact = (
                "`vedette alerts close` refuses to resolve the alert until all of these pass; a person may except it, "
                "with a reason, an owner and an end (--without-check)"
            )
        checks = tuple(
            Action(
                id=f"{self.name}.{each.id}",
                does=f"Check that {each.says}",
                doing=(each.check.command,),
                risk="Only reads",
                verify=(replace(each.check, says="it holds"),),
            )
            for each in needed
        )
        return Step(self.name, _TITLE, (fact,), (), (*_inventory(situation), *checks, *_again(situation)))


def _inventory(situation: Situation) -> Iterator[Action]:
    """What runs is judged by the inventory: one from before the patch proves nothing."""
    if not situation.alert.vulnerabilities:
        return
    yield Action(
        id=f"{StepName.REASSESS}.renew-inventory",
        does=f"Take the inventory of {situation.alert.service.host} anew, on that machine, and import it: the checks "
        "judge what the inventory says",
        doing=(Command(("vedette", "assets", "discover")),),
        risk="Only reads. An inventory that is written by hand has to be changed by hand",
    )


def _again(situation: Situation) -> Iterator[Action]:
    """The scan that found the alert, once more from its end on, and the closing."""
    where = kept_at(situation.rerun)
    paths = [path(each) for each in situation.rerun.paths]
    options = tuple(situation.rerun.options)
    seen = situation.alert.last_seen
    if paths and None not in paths and all(word.isprintable() for word in options):
        since = () if seen is None else ("--since", f"{seen:%Y-%m-%dT%H:%M:%SZ}")
        yield Action(
            id=f"{StepName.REASSESS}.scan-again",
            does="Scan again from the client's last visit on: who else came, and with what",
            doing=(Command(("vedette", "scan", *filter(None, paths), *options, *since, *where)),),
            risk="Only reads; known alerts are brought up to date",
        )
    yield Action(
        id=f"{StepName.REASSESS}.close",
        does="Close the alert once all checks pass; say what was done",
        doing=(Command(("vedette", "alerts", "close", situation.alert.id, "--reason", "[…]", *where)),),
        risk="A closed alert is opened again where its client comes again",
        undo=(Command(("vedette", "alerts", "reopen", situation.alert.id, *where)),),
        verify=(
            Check(
                "the checks that close the alert pass",
                Command(("vedette", "plan", situation.alert.id, "--check", "all", *where)),
            ),
        ),
    )
