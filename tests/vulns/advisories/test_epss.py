import pytest

from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.epss import Epss

HEADER = b"#model_version:v2025.03.14,score_date:2025-06-01T00:00:00+0000\ncve,epss,percentile\n"


def test_scores_are_read_by_cve():
    document = Epss().read(HEADER + b"CVE-2021-44228,0.94,0.99\n", "epss.csv")
    assert document.scores == {"CVE-2021-44228": 0.94}


def test_what_is_no_probability_is_counted_with_its_line():
    document = Epss().read(HEADER + b"CVE-2021-44228,high,1\nCVE-2021-41773,nan,1\nx,0.5,1\n", "epss.csv")
    assert document.scores == {}
    assert document.samples[0].startswith("line 3: ")
    assert sum(document.rejected.values()) == 3


@pytest.mark.parametrize("data", [b"", b"#model_version:1\n", b"#model_version:1\na,b\n"])
def test_a_file_without_its_header_is_refused(data):
    with pytest.raises(MalformedInput, match="header"):
        Epss().read(data, "epss.csv")
