"""Who answered."""

from vedette.intel.gate.checks.origin import Origin


def test_another_host_and_another_certificate_are_noted(candidate, reasons):
    old = candidate("20.0.0.1", certificate="aa")
    new = candidate("20.0.0.1", certificate="bb", final_url="https://mirror.example/list.txt")
    assert reasons(Origin(), new, old) == [
        ("note", "came from mirror.example, before from feed.example"),
        ("note", "the certificate of mirror.example has changed"),
    ]


def test_that_a_file_has_no_certificate_is_no_change_of_one(candidate, reasons):
    old, new = candidate("20.0.0.1", certificate="aa"), candidate("20.0.0.1", url="/srv/list.txt")
    assert reasons(Origin(), new, old) == [("note", "came from a file, before from feed.example")]


def test_a_url_that_cannot_be_read_is_told_as_such(candidate, reasons):
    assert reasons(Origin(), candidate(final_url="https://[::1"), candidate()) == [
        ("note", "came from an unreadable URL, before from feed.example")
    ]
