"""What an update would have done to the clients of the last runs."""

from vedette.intel.gate.checks.replay import Replay


def test_an_update_that_suddenly_names_our_visitors_is_refused(candidate, reasons, many):
    old = candidate(*many(100))
    clients = [*many(5), *many(40, start="30.0.0.0")]
    new = candidate(*many(100), *many(20, start="30.0.0.0"))
    assert reasons(Replay(), new, old, clients=clients) == [
        ("soft", "names 25 of 45 recent clients, before 5; at most 3 times as many")
    ]


def test_a_few_hits_are_no_sign_of_anything(candidate, reasons, many):
    new = candidate(*many(100), *many(10, start="30.0.0.0"))
    assert reasons(Replay(), new, candidate(*many(100)), clients=many(40, start="30.0.0.0")) == []


def test_a_first_version_and_a_site_without_memory_have_nothing_to_compare(candidate, reasons, many):
    assert reasons(Replay(), candidate(*many(100)), clients=many(100)) == []
    assert reasons(Replay(), candidate(*many(100)), candidate("20.0.0.1")) == []
