from hypothesis import given
from hypothesis import strategies as st

from vedette.vulns.advisories.index import build
from vedette.vulns.advisories.interface import Advisory, Document


def advisory(identifier, *aliases, **fields):
    return Advisory(id=identifier, source="OSV", statements=(), aliases=aliases, **fields)


def index(*advisories, **fields):
    return build([Document(list(advisories), **fields)])


def test_advisories_merge_by_cve():
    built = index(advisory("CVE-2024-23334"), advisory("GHSA-1", "CVE-2024-23334"))
    record = built.find("GHSA-1")
    assert record is not None
    assert record.id == "CVE-2024-23334"
    assert len(record.advisories) == 2
    assert len(built.records) == 1


def test_an_alias_of_an_alias_leads_to_the_cve():
    built = index(advisory("PYSEC-1", "GHSA-1"), advisory("GHSA-1", "CVE-2024-23334"))
    assert built.names["PYSEC-1"] == "CVE-2024-23334"


def test_without_a_cve_the_first_id_stands_for_all():
    built = index(advisory("PYSEC-1", "GHSA-1"), advisory("GHSA-1", "PYSEC-1"))
    assert set(built.records) == {"GHSA-1"}


def test_an_advisory_of_a_distribution_counts_for_every_cve_that_it_handles():
    built = index(
        advisory("USN-1", upstream=("CVE-2023-21400", "UBUNTU-CVE-2024-40967")),
        advisory("DEBIAN-CVE-2024-6387"),
    )
    assert set(built.records) == {"CVE-2023-21400", "CVE-2024-40967", "CVE-2024-6387"}


def test_withdrawn_advisories_are_dropped():
    assert index(advisory("CVE-2024-23334", withdrawn=True)).find("CVE-2024-23334") is None


def test_catalogues_add_their_flag_and_scores_to_the_record():
    built = index(
        advisory("CVE-2024-23334"),
        exploited={"CVE-2024-23334", "CVE-2000-0001"},
        scores={"CVE-2024-23334": 0.5},
    )
    record, bare = built.find("CVE-2024-23334"), built.find("CVE-2000-0001")
    assert record is not None
    assert (record.exploited, record.epss) == (True, 0.5)
    assert bare is not None
    assert bare.exploited
    assert bare.advisories == ()


ids = st.sampled_from(["CVE-2024-0001", "CVE-2024-0002", "GHSA-a", "GHSA-b", "PYSEC-c", "USN-d"])


@given(
    st.lists(
        st.builds(lambda i, a: advisory(i, *a), ids, st.lists(ids, max_size=3)),
        max_size=6,
        unique_by=lambda a: a.id,
    ),
    st.randoms(),
)
def test_every_advisory_is_found_by_its_id_whatever_the_order(advisories, random):
    built = index(*advisories)
    shuffled = list(advisories)
    random.shuffle(shuffled)
    assert {r.id: {a.id for a in r.advisories} for r in built.records.values()} == {
        r.id: {a.id for a in r.advisories} for r in index(*shuffled).records.values()
    }
    for item in advisories:
        record = built.find(item.id)
        assert record is not None
        assert item in record.advisories
