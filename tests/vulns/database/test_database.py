from datetime import UTC, datetime, timedelta

import pytest

from vedette.model.errors import UnreadableInput
from vedette.model.purl import PackageKey
from vedette.vulns.advisories.index import build
from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    Document,
    Lifecycle,
    PackageStatement,
    ProductStatement,
    VersionRange,
    Versions,
)
from vedette.vulns.advisories.load import load
from vedette.vulns.database import Change, Database, write

NOW = datetime(2099, 1, 1, tzinfo=UTC)
AIOHTTP = PackageKey("pypi", "aiohttp")


def advisory(identifier, name="aiohttp", **fields):
    statement = PackageStatement(
        PackageKey("pypi", name), None, "PyPI", Versions((VersionRange(fixed="3.9.2"),)), Authority.ECOSYSTEM
    )
    return Advisory(identifier, "OSV", (statement,), **fields)


def change(*advisories, source="osv", **fields):
    return Change(source, "OSV", [Document(advisories=list(advisories))], NOW, **fields)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "vulns" / "advisories.db"


def test_what_was_written_is_found_by_id_alias_package_and_product(path):
    product = ProductStatement("nginx", "nginx", "", None, (), (), Versions())
    write(
        path,
        [
            change(
                advisory("GHSA-1", aliases=("CVE-2099-0001",)),
                Advisory("CVE-2099-0002", "NVD", (product,)),
            )
        ],
    )
    with Database(path) as database:
        record = database.find("GHSA-1")
        assert record is not None
        assert record.id == "CVE-2099-0001"
        assert record.advisories[0].statements[0].package == AIOHTTP
        assert database.about_package(AIOHTTP) == ("CVE-2099-0001",)
        assert database.about_product("NGINX") == ("CVE-2099-0002",)
        assert database.find("CVE-2099-9999") is None
        assert list(database.records) == ["CVE-2099-0001", "CVE-2099-0002"]
        assert len(database.records) == database.count() == 2


def test_catalogues_and_scores_count_for_advisories_of_other_sources(path):
    catalogue = Document(exploited={"CVE-2099-0001"}, scores={"CVE-2099-0001": 0.5, "CVE-2099-0003": 0.1})
    write(path, [change(advisory("CVE-2099-0001")), Change("kev", "KEV", [catalogue], NOW)])
    with Database(path) as database:
        record = database.records["CVE-2099-0001"]
        assert record.exploited
        assert record.epss == 0.5
        alone = database.find("CVE-2099-0003")
        assert alone is not None
        assert (alone.advisories, alone.epss) == ((), 0.1)


def test_a_source_that_is_written_again_replaces_what_it_said(path):
    write(path, [change(advisory("CVE-2099-0001")), change(advisory("CVE-2099-0005"), source="other")])
    write(path, [change(advisory("CVE-2099-0002"))])
    with Database(path) as database:
        assert list(database.records) == ["CVE-2099-0002", "CVE-2099-0005"]


def test_an_increment_replaces_by_id_and_withdrawn_records_leave(path):
    write(path, [change(advisory("CVE-2099-0001"), advisory("CVE-2099-0002"), advisory("CVE-2099-0003"))])
    newer = [advisory("CVE-2099-0001", "other"), advisory("CVE-2099-0002", withdrawn=True)]
    [state] = write(path, [change(*newer, whole=False, cursor="2099")])
    assert (state.count, state.cursor) == (2, "2099")
    with Database(path) as database:
        assert list(database.records) == ["CVE-2099-0001", "CVE-2099-0003"]
        assert database.about_package(PackageKey("pypi", "other")) == ("CVE-2099-0001",)


@pytest.mark.parametrize("left", [0, 9])
def test_a_source_that_shrinks_to_little_keeps_its_last_good_version(path, left):
    many = [advisory(f"CVE-2099-{number:04}") for number in range(20)]
    write(path, [change(*many)])
    [state] = write(path, [change(*many[:left])])
    assert "kept" in state.trouble
    assert state.count == 20
    with Database(path) as database:
        assert len(database.records) == 20
        assert database.sources()[0].trouble == state.trouble


def test_a_source_in_trouble_keeps_what_it_said_and_when(path):
    write(path, [change(advisory("CVE-2099-0001"))])
    later = NOW + timedelta(days=1)
    [state] = write(path, [Change("osv", "OSV", [], later, trouble="answered 500")])
    assert (state.fetched, state.checked, state.trouble) == (NOW, later, "answered 500")
    with Database(path) as database:
        assert len(database.records) == 1


def test_a_dropped_source_is_forgotten(path):
    write(path, [change(advisory("CVE-2099-0001"))])
    write(path, [], dropped=["osv"])
    with Database(path) as database:
        assert not list(database.records)
        assert database.sources() == []


def test_an_open_database_stays_as_it_was_while_another_takes_its_name(path):
    write(path, [change(advisory("CVE-2099-0001"))])
    with Database(path) as database:
        write(path, [change(advisory("CVE-2099-0002"))])
        assert list(database.records) == ["CVE-2099-0001"]


def test_a_writer_that_fails_leaves_the_database_as_it_was(path):
    write(path, [change(advisory("CVE-2099-0001"))])

    def broken():
        yield Document(advisories=[advisory("CVE-2099-0002")])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(path, [Change("osv", "OSV", broken(), NOW)])
    with Database(path) as database:
        assert list(database.records) == ["CVE-2099-0001"]


def test_other_files_are_refused_by_name_and_are_replaced_by_the_next_update(path):
    path.parent.mkdir()
    path.write_text("hello" * 300)
    with pytest.raises(UnreadableInput, match=r"advisories.db: is no database"):
        Database(path)
    write(path, [change(advisory("CVE-2099-0001"))])
    with Database(path) as database:
        assert len(database.records) == 1
    with pytest.raises(UnreadableInput, match="vedette vulns update"):
        Database(path.with_name("none.db"))


def test_lifecycles_are_kept(path):
    cycle = Lifecycle("python", (("python", "python"),), "2.7", True, NOW)
    write(path, [Change("eol", "endoflife.date", [Document(lifecycles=[cycle])], NOW)])
    with Database(path) as database:
        assert database.lifecycles("python") == [cycle]


@pytest.mark.conformance
def test_the_database_answers_as_the_index_in_memory_does(path, shared_data):
    folders = [
        shared_data / "vuln" / name for name in ("osv_dev", "pypa", "vulnrichment", "nvd_overrides", "kev")
    ]
    index = load(folders)
    advisories = {id(a): a for record in index.records.values() for a in record.advisories}
    exploited = {i for i, record in index.records.items() if record.exploited}
    write(path, [Change("all", "all", [Document(list(advisories.values()), exploited)], NOW)])
    with Database(path) as database:
        named = {i for i, record in index.records.items() if record.advisories}
        assert set(database.records) == named
        for identifier in sorted(named)[::7]:
            assert database.records[identifier] == index.records[identifier]
        assert database.about_package(AIOHTTP) == index.about_package(AIOHTTP)
        assert set(database.about_product("http_server")) == set(index.about_product("http_server"))


def test_the_index_in_memory_and_the_database_group_alike(path):
    members = [
        advisory("GHSA-1", aliases=("PYSEC-1",)),
        advisory("PYSEC-1", aliases=("CVE-2099-0001",)),
        advisory("USN-1", upstream=("CVE-2099-0001", "CVE-2099-0002")),
    ]
    write(path, [change(*members)])
    index = build([Document(advisories=members)])
    with Database(path) as database:
        assert {i: database.records[i] for i in database.records} == index.records
        assert all(database.find(name) == index.find(name) for name in ("GHSA-1", "PYSEC-1", "USN-1"))
