import random
import shutil
import subprocess

import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["deb"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.0~~", "1.0~~a"),
        ("1.0~~a", "1.0~"),
        ("1.0~", "1.0"),
        ("1.0", "1.0a"),
        ("1.0a", "1.0+"),
        ("1.0+", "1.0+b"),
        ("1.0", "1.0-1"),
        ("1.0-1", "1.0-1+deb12u1"),
        ("1.0-1+deb12u1", "1.0-1.1"),
        ("1.0-1.1", "1.0.1"),
        ("9", "10"),
        ("10", "1:0"),
        ("2.4.57-2~bpo11+1", "2.4.57-2"),
        ("2.4.57-2", "2.4.57-2+deb12u1"),
        ("2.4.57-2+deb12u1", "2.4.57-2+deb12u10"),
        ("2.4.57-2+deb12u10", "2.4.58-1"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1.0", "0:1.0"),
        ("1.0", "1.0-0"),
        ("1.0-0", "1.0-00"),
        ("1.01", "1.1"),
        ("1.", "1.0"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize("version", ["", "1.0-", "-1", ":1", "x:1", "1 0", "1.0é", "1\n"])
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="no dpkg here to ask")
def test_dpkg_agrees_on_random_pairs():
    chance = random.Random(12)
    alphabet = "0129ab~+.-"
    for _ in range(300):
        a = f"{chance.choice(['', '1:'])}{chance.randint(0, 9)}{''.join(chance.choices(alphabet, k=6))}0"
        b = chance.choice([a + chance.choice("~0a+."), "1" + "".join(chance.choices(alphabet, k=4)) + "0"])
        operator = {-1: "lt", 0: "eq", 1: "gt"}[compare(SCHEME, a, b)]
        asked = subprocess.run(
            ["dpkg", "--compare-versions", a, operator, b], check=False, capture_output=True
        )
        assert asked.returncode == 0, (a, operator, b, asked.stderr)
