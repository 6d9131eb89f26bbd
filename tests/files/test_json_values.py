import msgspec
import pytest

from vedette.files.json_values import decode
from vedette.model.errors import MalformedInput

DECODER = msgspec.json.Decoder(dict[str, int])


def test_a_document_is_decoded_as_what_it_should_be():
    assert decode(b'{"a": 1}', "x.json", DECODER, "list of numbers") == {"a": 1}


@pytest.mark.parametrize("data", [b"", b"{", b'{"a": "x"}', b'{"\xff": 1}', b"[" * 10_000])
def test_what_is_broken_of_another_shape_or_nested_without_end_is_one_error(data):
    with pytest.raises(MalformedInput, match=r"x\.json: is no list of numbers: "):
        decode(data, "x.json", DECODER, "list of numbers")
