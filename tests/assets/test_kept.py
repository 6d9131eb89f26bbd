import pytest

from vedette.assets.kept import keep, kept_files
from vedette.assets.parts import Machine, Place, claimed
from vedette.assets.registry import load
from vedette.model.claim import Claim, Rank
from vedette.model.errors import UnreadableInput
from vedette.model.inventory import Inventory


def inventory(version):
    return Inventory((claimed(Machine("a"), Claim("s", Rank.BANNER, "nginx", version), Place(80)),))


def test_what_is_kept_is_loaded_with_its_claims(tmp_path):
    keep(tmp_path, "scan.xml", inventory("1"), "Nmap XML scan.xml")
    (service,) = load(kept_files(tmp_path)).services
    assert service.claims == (Claim("s", Rank.BANNER, "nginx", "1"),)


def test_what_is_kept_again_takes_the_place_of_the_former(tmp_path):
    keep(tmp_path, "scan", inventory("1"), "s")
    keep(tmp_path, "scan", inventory("2"), "s")
    assert [s.version for s in load(kept_files(tmp_path)).services] == ["2"]
    assert [p.name for p in (tmp_path / "inventory").iterdir()] == ["scan.json"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "..", "a b\n", "x" * 500])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    assert keep(tmp_path, name, inventory("1"), "s").resolve().parent == (tmp_path / "inventory").resolve()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "inventory").write_text("in the way")
    with pytest.raises(UnreadableInput):
        keep(tmp_path, "a", inventory("1"), "s")


def test_nothing_is_kept_where_there_is_no_folder(tmp_path):
    assert kept_files(tmp_path) == []
