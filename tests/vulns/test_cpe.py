import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.vulns.cpe import Cpe, Relation, compare, parse_cpe


def cpe(text):
    parsed = parse_cpe(text)
    assert parsed is not None
    return parsed


def test_a_formatted_string_is_taken_apart():
    name = cpe("cpe:2.3:a:Apache:http_server:2.4.49:*:*:*:*:*:*:*")
    assert name == Cpe("a", "apache", "http_server", "2.4.49")
    assert name.maker == ("apache", "http_server")


@pytest.mark.parametrize(
    ("text", "product", "version"),
    [
        (r"cpe:2.3:a:nodejs:node\.js:18.0:*:*:*:*:*:*:*", "node.js", "18.0"),
        (r"cpe:2.3:a:erlang:erlang\/otp:27.0:rc1:*:*:*:*:*:*", "erlang/otp", "27.0:rc1"),
        (r"cpe:2.3:a:x:bar\+\+:1\:9.2p1-2\+deb12u6:*:*:*:*:*:*:*", "bar++", "1:9.2p1-2+deb12u6"),
        (r"cpe:2.3:a:x:a\\b:1:*:*:*:*:*:*:*", r"a\\b", "1"),
        ("cpe:2.3:a:x:y:-:*:*:*:*:*:*:*", "y", None),
        ("cpe:2.3:a:x:y:*:*:*:*:*:*:*:*", "y", None),
    ],
)
def test_escapes_are_undone_and_the_update_joins_the_version(text, product, version):
    assert cpe(text).product == product
    assert cpe(text).full_version == version


def test_the_older_uri_means_the_same():
    assert cpe("cpe:/a:apache:http_server:2.4.49") == cpe("cpe:2.3:a:apache:http_server:2.4.49:*:*:*:*:*:*:*")
    assert cpe("cpe:/a:redhat:jboss:7.4::el7").edition == "el7"
    assert cpe("cpe:/a:x:bar%2b%2b").product == "bar++"


@pytest.mark.parametrize(
    "text",
    ["", "nginx", "cpe:2.3:", "cpe:2.3:a:b", "cpe:2.3:x:a:b:1:*:*:*:*:*:*:*", "cpe:2.3:a::b:1:*:*:*:*:*:*:*",
     "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*:*", "cpe:/", "cpe:/z:a", "cpe:2.3:a:" + "b" * 3000],
)  # fmt: skip
def test_what_is_no_name_is_null(text):
    assert parse_cpe(text) is None


@pytest.mark.parametrize(
    ("source", "target", "relation"),
    [  # NISTIR 7696, table 6-2, row by row
        ("*", "*", Relation.EQUAL),
        ("*", "-", Relation.SUPERSET),
        ("*", "x", Relation.SUPERSET),
        ("*", "x*", Relation.UNDEFINED),
        ("-", "*", Relation.SUBSET),
        ("-", "-", Relation.EQUAL),
        ("-", "x", Relation.DISJOINT),
        ("-", "x*", Relation.UNDEFINED),
        ("x", "x", Relation.EQUAL),
        ("x", "y", Relation.DISJOINT),
        ("x", "x*", Relation.UNDEFINED),
        ("x", "-", Relation.DISJOINT),
        ("x", "*", Relation.SUBSET),
        ("x*", "xyz", Relation.SUPERSET),
        ("x*", "yz", Relation.DISJOINT),
        ("x*", "x*", Relation.UNDEFINED),
        ("x*", "-", Relation.DISJOINT),
        ("x*", "*", Relation.SUBSET),
        ("x?", "xy", Relation.SUPERSET),
        ("x?", "x", Relation.SUPERSET),
        ("x??", "xyzz", Relation.DISJOINT),
        ("*x", "yyx", Relation.SUPERSET),
        ("?x*", "yxyz", Relation.SUPERSET),
    ],
)
def test_values_relate_as_the_specification_says(source, target, relation):
    assert compare(source, target) is relation


def test_an_escaped_wildcard_is_a_character():
    star = cpe(r"cpe:2.3:a:x:y:1\*:*:*:*:*:*:*:*")
    assert not star.covers(cpe("cpe:2.3:a:x:y:12:*:*:*:*:*:*:*"))
    assert star.full_version == "1*"


def test_a_general_name_covers_a_special_one_and_not_the_other_way_round():
    general, special = cpe("cpe:2.3:a:x:y:*:*:*:*:*:*:*:*"), cpe("cpe:2.3:a:x:y:1:*:*:*:*:*:*:*")
    assert general.covers(special)
    assert not special.covers(general)
    assert not general.disjoint(special)
    assert special.disjoint(cpe("cpe:2.3:a:x:y:2:*:*:*:*:*:*:*"))


values = st.text(st.sampled_from("ab1.*?-\\:+"), max_size=6)


@given(st.lists(values, min_size=10, max_size=10))
def test_any_text_is_a_name_or_null(fields):
    for text in ("cpe:2.3:a:" + ":".join(fields), "cpe:/a:" + ":".join(fields[:5])):
        name = parse_cpe(text)
        if name is not None:
            assert not name.disjoint(name)
            assert Cpe("a").part == name.part


@given(values, values)
def test_disjointness_is_symmetric_without_wildcards(left, right):
    if not set("*?\\") & set(left + right):
        a, b = compare(left, right), compare(right, left)
        assert (a is Relation.DISJOINT) == (b is Relation.DISJOINT)
