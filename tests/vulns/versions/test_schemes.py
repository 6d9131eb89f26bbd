"""What holds for every version scheme: the registry, the contract, and the properties of an order."""

import itertools
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import vedette.vulns.versions as package
from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, scheme_for_ecosystem, scheme_for_purl_type
from vedette.vulns.versions.interface import MAX_LENGTH
from vedette.vulns.versions.maven import MavenKey

# The module that holds SemVer 2.0 is named after it; the scheme goes by its best-known user.
MODULE_NAMES = {"npm": "semver"}

schemes = st.sampled_from(sorted(SCHEMES))
pieces = st.sampled_from(
    [*"0129.-_~^+:aAbrp#", "10", "rc", "alpha", "dev", ".0", "-r1", "-1", "Final", "1!", "é"]
)
like_versions = st.builds("{}{}".format, st.integers(0, 11), st.lists(pieces, max_size=6).map("".join))


def key_of(name, version):
    try:
        return SCHEMES[name].key(version)
    except InvalidVersion:
        return None


def test_the_registry_names_every_module_of_the_folder():
    modules = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__", "interface"}
    assert {MODULE_NAMES.get(name, name) for name in SCHEMES} == modules


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_goes_by_its_name_in_the_registry_and_says_what_it_orders(name):
    assert SCHEMES[name].name == name
    assert type(SCHEMES[name]).__doc__


def test_no_two_schemes_claim_the_same_ecosystem():
    for claimed in (
        [ecosystem for scheme in SCHEMES.values() for ecosystem in scheme.ecosystems],
        [purl_type for scheme in SCHEMES.values() for purl_type in scheme.purl_types],
    ):
        assert len(claimed) == len(set(claimed))


@pytest.mark.parametrize(
    ("ecosystem", "name"),
    [
        ("Debian:12", "deb"),
        ("Ubuntu:22.04:LTS", "deb"),
        ("Alpine:v3.18", "apk"),
        ("Red Hat:enterprise_linux:9::baseos", "rpm"),
        ("Rocky Linux", "rpm"),
        ("AlmaLinux:8", "rpm"),
        ("PyPI", "pypi"),
        ("npm", "npm"),
        ("Go", "npm"),
        ("crates.io", "npm"),
        ("Hex", "npm"),
        ("Maven", "maven"),
        ("Packagist", "composer"),
        ("RubyGems", "gem"),
        ("NuGet", "nuget"),
        ("CRAN", "cran"),
    ],
)
def test_an_osv_ecosystem_has_its_scheme(ecosystem, name):
    assert scheme_for_ecosystem(ecosystem) is SCHEMES[name]


@pytest.mark.parametrize(
    ("purl_type", "name"), [("deb", "deb"), ("golang", "npm"), ("cargo", "npm"), ("PyPI", "pypi")]
)
def test_a_purl_type_has_its_scheme(purl_type, name):
    assert scheme_for_purl_type(purl_type) is SCHEMES[name]


@pytest.mark.parametrize("unknown", ["", ":", "OSS-Fuzz", "Android", "debian", "Linux:6.1", "Debianish:12"])
def test_an_unknown_ecosystem_has_none(unknown):
    assert scheme_for_ecosystem(unknown) is None


@pytest.mark.parametrize("unknown", ["", "oci", "docker", "alpm", "Debian"])
def test_an_unknown_purl_type_has_none(unknown):
    assert scheme_for_purl_type(unknown) is None


@given(schemes, like_versions, like_versions)
def test_one_of_below_equal_and_above_holds_and_is_mirrored(name, left, right):
    keys = key_of(name, left), key_of(name, right)
    for a, b in [keys] if None not in keys else []:
        assert [a < b, a == b, a > b].count(True) == 1
        assert (a < b, a <= b, a == b, a != b) == (b > a, b >= a, b == a, b != a)


@given(schemes, st.lists(like_versions, max_size=12))
def test_equal_keys_hash_alike(name, versions):
    keys = [key for version in versions if (key := key_of(name, version)) is not None]
    for a, b in itertools.combinations(keys, 2):
        assert a != b or hash(a) == hash(b)


@given(schemes.filter(lambda name: name != "maven"), st.lists(like_versions, max_size=8))
@example("gem", ["1.a.0.b", "1.a", "1.a.b"])
@example("apk", ["1.0", "1.00", "1.01"])
def test_the_order_is_transitive(name, versions):
    # Maven's own order is not: its test shows how.
    ordered = sorted(key for version in versions if (key := key_of(name, version)) is not None)
    for low, high in itertools.combinations(ordered, 2):
        assert low <= high


@given(st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=3, max_size=3))
def test_maven_orders_plain_numbers_transitively(versions):
    low, middle, high = sorted(SCHEMES["maven"].key(".".join(map(str, version))) for version in versions)
    assert isinstance(low, MavenKey)
    assert low <= middle <= high
    assert low <= high


@given(schemes, st.text(max_size=40))
@example("deb", "1:1:1-\ud800")
@example("pypi", "²")
@example("npm", "١.٢.٣")
@example("generic", "५")
@example("maven", "-")
@example("apk", "-r")
def test_hostile_text_gives_a_key_or_invalid_version(name, text):
    key = key_of(name, text)
    assert key is None or (hash(key) is not None and key == SCHEMES[name].key(text))


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("unit", ["1", "1.", "a1", "0", "1-", "_p", "~", "1.0a-", "9a", ".0", "+1", "!"])
def test_a_version_of_the_greatest_length_is_read_in_bounded_time(name, unit):
    hostile = (unit * MAX_LENGTH)[: MAX_LENGTH - 1] + "!"
    key_of(name, hostile)
    key_of(name, hostile[:-1])


@pytest.mark.parametrize("name", SCHEMES)
def test_a_longer_version_is_refused_without_quoting_all_of_it(name):
    assert key_of(name, "1" * MAX_LENGTH) is not None
    with pytest.raises(InvalidVersion) as refused:
        SCHEMES[name].key("1" * 1_000_000)
    assert len(str(refused.value)) < 2 * MAX_LENGTH
