"""What is configured, and by which file."""

from datetime import timedelta

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from vedette.config.loading import load
from vedette.config.settings import FeedKind, FeedSettings, NetworkSettings, Settings
from vedette.intel.sources.feed import configured_feeds
from vedette.model.errors import ConfigError


@pytest.fixture
def write(tmp_path):
    """Writes a file of configuration; gives the place of config.toml."""

    def write(text, name="config.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / "config.toml"

    return write


def fault(path):
    with pytest.raises(ConfigError) as raised:
        load(path)
    return raised.value


def test_without_a_file_everything_has_its_default(tmp_path):
    found = load(tmp_path / "nowhere.toml")
    assert (found.files, found.settings.feed, found.settings.network.home) == ((), (), ())


def test_a_feed_is_read_with_all_that_is_said_of_it(write):
    path = write(
        '[[feed]]\nname = "own"\nkind = "taxii"\nurl = "https://taxii.example.org/api/"\ncollection = "bad"\n'
        'confidence = 70\ncategory = "c2"\nhalf_life = "14d"\ninterval = "90m"\nallow_private = true\n'
        'token_file = "own.token"\nuser = "me"\ngate = { most_growth = 0.5 }\n'
    )
    feed = load(path).feed("own")
    assert (feed.kind, feed.collection, feed.confidence, feed.category) == (FeedKind.TAXII, "bad", 70, "c2")
    assert (feed.half_life.delta, feed.interval.delta) == (timedelta(days=14), timedelta(minutes=90))
    assert feed.gate == {"most_growth": 0.5}


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ('[[feed]]\nname = "x"\nurl = "https://x/"\nconfidenc = 3\n', "feed[0]", "unknown key 'confidenc'"),
        ("[gat]\nx = 1\n", "", "unknown key 'gat'"),
        ('[[feed]]\nname = "x"\nurl = "https://x/"\nconfidence = "high"\n', "feed[0].confidence", "expected `int"),
        ('[[feed]]\nname = "x"\nurl = "https://x/"\nconfidence = 101\n', "feed[0].confidence", "expected `int` <= 100"),
        ('[[feed]]\nname = "x"\nurl = "https://x/"\ninterval = "soon"\n', "feed[0].interval", "'soon' is no span of time"),
        ('[[feed]]\nname = "x"\nurl = "https://x/"\ninterval = 3\n', "feed[0].interval", "expected a span of time"),
        ('[[feed]]\nname = "x"\nurl = "https://x/"\nkind = "ftp"\n', "feed[0].kind", "invalid enum value 'ftp'"),
        ('[[feed]]\nurl = "https://x/"\n', "feed[0]", "object missing required field `name`"),
        ('[[feed]]\nname = "x"\n', "feed 'x'", "has neither a url nor a path"),
        ('[[feed]]\nname = "../x"\nurl = "https://x/"\n', "feed '../x'", "a name has letters"),
        ('[[feed]]\nname = "x"\nurl = "https://x/"\npath = "y"\n', "feed 'x'", "both a url and a path"),
        ('[store]\nurl = "mysql://db/x"\n', "store.url", "'mysql' is no database that is known"),
        ('[store]\nurl = "postgresql://a:b@db/x"\n', "store.url", "holds a password"),
        ('[store]\nurl = "postgresql://db/x?password=b"\n', "store.url", "holds a password"),
        ('[store]\nurl = "postgresql://db:http/x"\n', "store.url", "no URL: Port could not"),
        ('[store]\npassword_file = "a"\npassword_env = "B"\n', "store", "both a password_file and a password_env"),
        ('[network]\nhome = ["10.0.0.300/8"]\n', "network.home", "'10.0.0.300/8' is no network"),
        ('[[feed]]\nname = "x"\nurl = "u"\n[[feed]]\nname = "x"\n', "feed[1].name", "a second feed is called 'x'"),
        ("feed = 3\n", "feed", "expected `array`, got `int`"),
        ("a = \n", "", "no TOML: "),
    ],
)  # fmt: skip
def test_an_error_names_the_file_and_the_key(write, text, key, reason):
    path = write(text)
    told = fault(path)
    assert (told.path, told.key) == (str(path), key)
    assert told.reason.startswith(reason) or reason in told.reason


def test_a_misspelt_key_is_told_with_the_one_that_was_meant(write):
    assert (
        fault(write('[[feed]]\nname = "x"\nurl = "u"\nhalflife = "3d"\n')).hint == "did you mean 'half_life'?"
    )


def test_what_comes_later_wins_key_by_key_and_its_origin_is_known(write):
    path = write(
        '[gate]\nmost_mib = 8\nmost_growth = 0.2\n[[feed]]\nname = "x"\nurl = "https://x/"\nconfidence = 10\n'
    )
    write('[[feed]]\nname = "y"\nurl = "https://y/"\n[gate]\nmost_mib = 9\n', "conf.d/10-more.toml")
    write('[[feed]]\nname = "x"\nconfidence = 20\n', "conf.d/20-x.toml")
    write("[gate]\nmost_mib = 1000\n", "conf.d/ignored.toml.bak")
    found = load(path)
    assert [feed.name for feed in found.settings.feed] == ["x", "y"]
    assert (found.feed("x").confidence, found.feed("x").url) == (20, "https://x/")
    assert found.settings.gate == {"most_mib": 9, "most_growth": 0.2}
    assert found.origin("feed", "x", "confidence").name == "20-x.toml"
    assert found.origin("feed", "x", "url").name == "config.toml"
    assert found.origin("gate", "most_mib").name == "10-more.toml"
    assert found.origin("network", "home") == path
    assert [file.name for file in found.files] == ["config.toml", "10-more.toml", "20-x.toml"]


def test_a_fault_in_a_further_file_is_told_by_its_name(write):
    path = write("")
    write("[gate\n", "conf.d/10-bad.toml")
    assert fault(path).path.endswith("conf.d/10-bad.toml")


def test_a_table_in_the_place_of_a_value_is_no_crash(write):
    path = write("[gate]\na = 1\n")
    write("[gate.a]\nb = 2\n", "conf.d/x.toml")
    assert load(path).settings.gate == {"a": {"b": 2}}


@pytest.mark.parametrize("data", [b"\xff\xfe", b"#" * (2 << 20), b"[" * 100_000, b"a." * 500 + b"a=1"])
def test_a_hostile_file_is_one_error(tmp_path, data):
    (tmp_path / "config.toml").write_bytes(data)
    assert isinstance(fault(tmp_path / "config.toml"), ConfigError)


KEYS = st.sampled_from(
    [*FeedSettings.__struct_fields__, *NetworkSettings.__struct_fields__, *Settings.__struct_fields__, "x"]
)
WORDS = st.sampled_from(
    ["x", "https://x.example/", "http", "12h", "auto", "c2", "192.0.2.0/24", "tor-exits", ""]
)
SCALARS = st.one_of(WORDS, st.integers(-1, 101), st.booleans(), st.floats(), st.dates(), st.datetimes())
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6)
)


@given(
    st.dictionaries(KEYS, VALUES, max_size=6), st.lists(st.dictionaries(KEYS, VALUES, max_size=8), max_size=3)
)
def test_whatever_is_written_is_read_or_is_one_error(tmp_path_factory, tables, feeds):
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text(tomlkit.dumps({**tables, "feed": feeds}), "utf-8")
    try:
        configured_feeds(load(path))
    except ConfigError as error:
        assert str(path) in str(error)  # noqa: PT017 (either outcome is right)
