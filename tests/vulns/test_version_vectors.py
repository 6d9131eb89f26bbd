import gzip
import io

import pytest

from vedette.model.errors import InvalidVersion, MalformedInput
from vedette.vulns.version_vectors import (
    MAX_LINE_BYTES,
    Disagreement,
    Relation,
    Vector,
    disagreement,
    read_lines,
    read_vectors,
)
from vedette.vulns.versions import SCHEMES

# The ecosystems by which the published vectors are named, and the scheme that each is held against.
PUBLISHED = {
    "alpine": "apk",
    "cran": "cran",
    "debian": "deb",
    "maven": "maven",
    "nuget": "nuget",
    "packagist": "composer",
    "pypi": "pypi",
    "redhat": "rpm",
    "rubygems": "gem",
    "semver": "npm",
}


def test_comments_and_blank_lines_say_nothing():
    assert list(read_vectors(["", "# 1 < 2", "// 2 < 1", "   "], "v")) == []


def test_a_line_is_read_with_its_number():
    assert list(read_vectors(["", "1 = 1.0"], "v")) == [Vector(2, "1", Relation.EQUAL, "1.0")]


@pytest.mark.parametrize("line", ["1 2", "1 <= 2", "1 < 2 < 3", "1<2", "1 < 2\x1b[31m", "< 1 2"])
def test_a_line_of_another_form_is_an_error_that_names_it(line):
    (error,) = read_vectors([line], "vectors.txt")
    assert isinstance(error, MalformedInput)
    assert str(error) == "vectors.txt:1: not of the form A < B, A = B or A > B"


def test_a_long_line_is_cut_and_the_next_is_read_whole():
    stream = io.BytesIO(b"1" * (3 * MAX_LINE_BYTES) + b"\n1 < 2\n\xff < 2")
    assert [len(line) for line in read_lines(stream)] == [MAX_LINE_BYTES, 5, 5]


def test_a_scheme_that_agrees_has_nothing_to_say():
    assert disagreement(SCHEMES["deb"], Vector(1, "1.0~rc1", Relation.BELOW, "1.0")) is None


def test_a_disagreement_says_what_was_found():
    vector = Vector(1, "1.0", Relation.BELOW, "1.0~rc1")
    assert disagreement(SCHEMES["deb"], vector) == Disagreement(vector, Relation.ABOVE)


def test_a_refused_version_is_a_disagreement():
    found = disagreement(SCHEMES["npm"], Vector(1, "latest", Relation.EQUAL, "latest"))
    assert found is not None
    assert isinstance(found.found, InvalidVersion)


@pytest.mark.conformance
@pytest.mark.parametrize("ecosystem", PUBLISHED)
def test_published_vectors_of_an_ecosystem_are_confirmed(shared_data, ecosystem):
    differing, total = [], 0
    for path in sorted((shared_data / "vuln" / "version_vectors").glob(f"{ecosystem}-versions*.txt*")):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for vector in read_vectors(read_lines(io.BytesIO(content)), path.name):
            assert isinstance(vector, Vector), vector
            total += 1
            differing += [str(vector)] if disagreement(SCHEMES[PUBLISHED[ecosystem]], vector) else []
    assert total
    assert differing == []
