"""What was found, in one line."""

from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding, StepStatus

SEEN = Evidence("access.log", 7, None, None, "GET /", "it asked")


def finding(subject):
    return Finding("attacked", subject, "once, refused", Severity.LOW, (SEEN,))


def test_a_finding_that_is_about_something_names_it():
    assert finding("asked for /etc/passwd").told == "asked for /etc/passwd: once, refused"


def test_a_finding_does_not_repeat_where_its_evidence_stands():
    assert finding("access.log:7").told == "once, refused"


def test_every_status_can_be_said():
    assert all(status.spoken for status in StepStatus)
