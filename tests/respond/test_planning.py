"""The plan as a whole."""

from dataclasses import replace

from vedette.model.vulnerability import State, Vulnerability
from vedette.respond.interface import HostFacts
from vedette.respond.planning import plan
from vedette.respond.requirements import vulnerabilities_to_fix


def vulnerability(ident, purl, state=State.AFFECTED):
    return Vulnerability(ident, state, "because", purl, None, None, kev=False, fixed_version="2", cwes=())


def with_vulnerabilities(made, *found, attacked=None):
    return replace(made, alert=replace(made.alert, vulnerabilities=found, attacked_vulnerability=attacked))


def test_packages_of_one_name_in_two_ecosystems_keep_two_actions(situation):
    found = [vulnerability("CVE-1", "pkg:pypi/leak@1"), vulnerability("CVE-2", "pkg:npm/leak@1")]
    made = plan(with_vulnerabilities(situation(), *found))
    ids = [action.id for action in made.steps[2].actions]
    assert ids[:2] == ["patch.upgrade-leak", "patch.upgrade-leak-2"]


def test_a_plan_for_another_machine_says_that_no_rail_could_look(situation):
    assert "no rail could hold the plan to them" in " ".join(plan(situation()).gaps)
    here = plan(situation(host=HostFacts(here=True, unread=("the resolvers",))))
    assert "no rail" not in " ".join(here.gaps)
    assert "Not seen: the resolvers" in here.gaps


def test_the_attacked_vulnerability_alone_has_to_be_fixed_where_it_holds(situation):
    first, second = vulnerability("CVE-1", None), vulnerability("CVE-2", None)
    fixed = vulnerability("CVE-3", None, State.FIXED)
    unknown = vulnerability("CVE-4", None, State.UNKNOWN)
    for attacked, wanted in (("CVE-2", ("CVE-2",)), ("CVE-3", ("CVE-1", "CVE-2")), ("CVE-4", ("CVE-4",))):
        made = with_vulnerabilities(situation(), first, second, fixed, unknown, attacked=attacked)
        assert vulnerabilities_to_fix(made.alert) == wanted
