"""CrowdSec AppSec rules."""

import pytest

from vedette.detect.rules.convert.formats import convert
from vedette.detect.rules.convert.interface import Refused
from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import request_of
from vedette.detect.rules.rule import read_rule

LABELS = "labels: {confidence: 3, label: 'Panel - RCE', classification: [cve.CVE-2099-0001, cwe.CWE-78]}"
CALLED = "{zones: [URI], match: {type: contains, value: /panel/run}}"


def rule(tmp_path, *conditions, labels=LABELS):
    path = tmp_path / "vpatch.yaml"
    path.write_text(f"name: someone/vpatch\n{labels}\nrules:\n  - and: [{', '.join(conditions)}]\n")
    return path


def matches(path, uri="/panel/run", method="GET", headers=None, body=""):
    made = convert(path)
    own = path.with_name(f"{made.ident}.toml")
    own.write_text(made.text)
    return bool(RuleSet([read_rule(own)]).match_request(request_of(method, uri, headers or {}, body)))


def zone(name, kind, value, *variables, transform="lowercase"):
    return (
        f"{{zones: [{name}], variables: {list(variables)}, transform: [{transform}], "
        f"match: {{type: {kind}, value: '{value}'}}}}"
    )


def test_an_argument_is_told_by_its_name(tmp_path):
    path = rule(tmp_path, CALLED, zone("ARGS", "contains", "evil", "cmd"))
    assert matches(path, "/panel/run?a=1&cmd=so-evil")
    assert not matches(path, "/panel/run?cmd=good&a=evil")


def test_a_negated_class_stays_within_its_argument(tmp_path):
    path = rule(tmp_path, CALLED, zone("ARGS", "regex", "[^a-z0-9]", "id"))
    assert matches(path, "/panel/run?id=1;id&x=2")
    assert not matches(path, "/panel/run?id=1&x=2")


@pytest.mark.parametrize(
    "body",
    ["a=1&cmd=so-evil", '--x\nContent-Disposition: form-data; name="cmd"\r\n\r\nso-evil\r\n--x'],
)
def test_an_argument_of_the_body_is_found_in_forms_of_either_kind(tmp_path, body):
    path = rule(tmp_path, CALLED, zone("BODY_ARGS", "contains", "evil", "cmd"))
    assert matches(path, method="POST", body=body)


def test_a_dotted_name_is_sought_in_json(tmp_path):
    path = rule(tmp_path, CALLED, zone("BODY_ARGS", "contains", "exec(", "json.task.code"))
    assert matches(path, method="POST", body='{"task": {"code": "@exec(1)"}}')
    assert not matches(path, method="POST", body='{"task": {"note": "@exec(1)"}}')


def test_headers_and_cookies_are_told_by_their_names(tmp_path):
    by_header = rule(tmp_path, CALLED, zone("HEADERS", "equals", "nsroot", "user-name"))
    assert matches(by_header, headers={"User-Name": "nsroot"})
    assert not matches(by_header, headers={"User-Name": "nsrooted"})
    by_cookie = rule(tmp_path, CALLED, zone("COOKIES", "startsWith", "../", "sid"))
    assert matches(by_cookie, headers={"Cookie": "a=1; sid=../x"})


def test_names_of_files_and_of_arguments_are_zones(tmp_path):
    assert matches(
        rule(tmp_path, CALLED, zone("FILENAMES", "endsWith", ".jsp")), body='; filename="x.jsp"\r\n'
    )
    by_name = rule(tmp_path, CALLED, zone("ARGS_NAMES", "equals", "class.module"))
    assert matches(by_name, "/panel/run?class.module=1")
    assert not matches(by_name, "/panel/run?a=class.module")


def test_the_method_is_one_of_those_named(tmp_path):
    path = rule(tmp_path, CALLED, zone("METHOD", "regex", "^(POST|PUT)$"))
    assert matches(path, method="PUT")
    assert not matches(path, method="GET")


def test_variables_may_be_patterns(tmp_path):
    path = rule(tmp_path, CALLED, zone("BODY_ARGS", "contains", "evil", "/widget[[0-9]+]/").replace("[[0", "\\[[0").replace("]/", "\\]/"))  # fmt: skip
    assert matches(path, method="POST", body="widget[12]=evil")


def test_a_part_of_one_text_may_be_negated(tmp_path):
    path = rule(
        tmp_path,
        CALLED,
        f"{{and: [{zone('ARGS', 'contains', 'evil', 'id')}, "
        "{zones: [RAW_BODY], match: {type: contains, value: public, not: true}}]}",
    )
    assert matches(path, "/panel/run?id=evil")
    assert not matches(path, "/panel/run?id=evil", body="public")


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (zone("ARGS", "libinjectionSQL", "x", "id"), "match libinjectionSQL"),
        (zone("ARGS", "gte", "2", "id", transform="count"), "transform count"),
        (zone("HEADERS", "contains", "x:y", "authorization", transform="b64decode"), "transform b64decode"),
        (zone("PROTOCOL", "equals", "HTTP/1.0"), "zone PROTOCOL"),
        (zone("ARGS", "regex", "(?!a)b", "id"), "RE2 refuses"),
        (zone("ARGS", "regex", "a|^b", "id"), "an anchor within"),
        ("{zones: [ARGS], match: {type: contains, value: x, not: true}}", "that differs"),
        ("{zones: [URI], match: {type: contains, value: x}, odd: 1}", "odd"),
    ],
)
def test_what_ours_cannot_say_is_refused_with_the_place(tmp_path, condition, reason):
    with pytest.raises(Refused, match=r"vpatch\.yaml") as caught:
        convert(rule(tmp_path, CALLED, condition))
    assert reason in str(caught.value)


def test_rules_of_modsecurity_are_refused(tmp_path):
    path = tmp_path / "crs.yaml"
    path.write_text("name: someone/crs\nseclang_files_rules: [x]\n")
    with pytest.raises(Refused, match="ModSecurity"):
        convert(path)
