import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.packages.interface import MOST_PROBLEMS, Package, Problems
from vedette.model.purl import parse_purl

ANY = st.binary(max_size=40).map(lambda raw: raw.decode("utf-8", "surrogateescape"))


@given(
    st.builds(
        Package,
        name=ANY,
        version=st.none() | ANY,
        type=st.sampled_from(["deb", "pypi", "npm", "maven", "golang", "cargo", "rpm"]),
        namespace=st.none() | ANY,
        qualifiers=st.lists(st.tuples(st.sampled_from(["arch", "upstream"]), ANY), max_size=2).map(tuple),
    )
)
def test_whatever_its_name_a_package_has_a_package_url(package):
    assert parse_purl(package.purl) is not None
    assert package.purl.encode()


def test_a_name_that_is_too_long_is_kept_in_part():
    assert Package("a" * 9000, "1", "npm").purl == f"pkg:generic/{'a' * 64}"


@pytest.mark.parametrize(
    ("package", "purl"),
    [
        (Package("log4j-core", "2.14.1", "maven", "org.apache"), "pkg:maven/org.apache/log4j-core@2.14.1"),
        (Package("tool", "1.0", "npm", "@scope"), "pkg:npm/%40scope/tool@1.0"),
        (Package("libc6", "2.36-9+deb12u1", "deb", "debian"), "pkg:deb/debian/libc6@2.36-9%2Bdeb12u1"),
    ],
)
def test_package_urls_are_those_of_their_type(package, purl):
    assert package.purl == purl


def test_problems_are_counted_and_only_some_of_them_told():
    problems = Problems()
    for line in range(100):
        problems.add("status", line, "broken")
    assert (problems.count, len(problems.samples)) == (100, MOST_PROBLEMS)
