"""A short run of the fuzzer on some readers; `fuzz/readers.py` runs longer."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

DRIVER = Path(__file__).resolve().parents[2] / "fuzz" / "readers.py"


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed (dependency group `fuzz`)")
@pytest.mark.parametrize("name", ["combined", "sshd", "suricata_eve", "zeek_logs", "pcap"])
def test_mutated_input_breaks_no_promise(name, tmp_path):
    command = [sys.executable, str(DRIVER), "--format", name, "--runs", "100", "--seconds", "20"]
    done = subprocess.run([*command, "--folder", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
