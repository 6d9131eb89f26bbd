"""A set that is replaced under running readers."""

import subprocess
import sys
import textwrap

import pytest

from vedette.intel.compiled import Reader, write
from vedette.intel.reputation_set import ReputationSet
from vedette.model.errors import MalformedInput

SWAPS = 300
READER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from vedette.intel.compiled import Reader

    # Version n lists 11.0.0.k for all k below 200 that n % 7 does not divide, and says so in each detail.
    asked = [f"11.0.0.{k}" for k in range(200)]
    reader, seen, wrong = Reader(Path(sys.argv[1])), 0, 0
    while True:
        held = reader.current
        version = int(held.key)
        for ip, said in zip(asked, held.reputations.lookup(asked), strict=True):
            listed = int(ip.split(".")[3]) % (version % 7 + 2) != 0
            right = {o.detail for o in said.opinions} == ({f"v{version}"} if listed else set())
            wrong += said.listed is not listed or not right
        seen += 1
        if version == int(sys.argv[2]):
            break
        reader.refresh()
    print(seen, wrong)
    """
)


@pytest.fixture
def version(vetted):
    def make(number):
        wanted = [k for k in range(200) if k % (number % 7 + 2) != 0]
        ips = [f"11.0.0.{k}" for k in wanted]
        return ReputationSet.build([vetted(*ips, confidence=70, details=[f"v{number}"] * len(ips))])

    return make


def test_readers_in_other_processes_never_get_a_wrong_answer_while_the_set_is_swapped(tmp_path, version):
    path = tmp_path / "set"
    write(path, "0", version(0))
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(path), str(SWAPS)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for number in range(1, SWAPS + 1):
        write(path, str(number), version(number))
    for reader in readers:
        told, _ = reader.communicate(timeout=120)
        seen, wrong = map(int, told.split())
        assert reader.returncode == 0
        assert wrong == 0
        assert seen >= 1


def test_a_reader_goes_on_with_what_it_holds_until_it_asks_again(tmp_path, version):
    path = tmp_path / "set"
    write(path, "1", version(1))
    reader = Reader(path)
    held = reader.current
    assert not reader.refresh()
    write(path, "2", version(2))
    assert held.key == reader.current.key == "1"
    assert reader.refresh()
    assert reader.current.key == "2"
    assert held.reputations.lookup(["11.0.0.1"])[0].listed


def test_a_broken_file_is_told_and_what_is_held_stays(tmp_path, version):
    path = tmp_path / "set"
    write(path, "1", version(1))
    reader = Reader(path)
    path.rename(tmp_path / "away")
    path.write_bytes(b"vedette\0" + bytes(100))
    with pytest.raises(MalformedInput):
        reader.refresh()
    assert reader.current.key == "1"
    (tmp_path / "away").rename(path)
    assert not reader.refresh()
