"""Updates that name nothing."""

from vedette.intel.gate.checks.empty import Empty


def test_an_empty_update_is_refused_and_says_that_what_is_in_use_is_kept(candidate, reasons):
    said = reasons(Empty(), candidate("www.example.com"), candidate("20.0.0.1"))
    assert said == [("soft", "names no address at all; the version in use is kept")]


def test_an_empty_first_version_is_refused_too(candidate, reasons):
    assert reasons(Empty(), candidate()) == [("soft", "names no address at all")]
