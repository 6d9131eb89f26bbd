from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.inventory import InventoryJson
from vedette.assets.parts import service_id
from vedette.assets.writing import write
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Inventory, Opinion, Package
from vedette.model.products import protocol_of
from vedette.model.running import Evidence, Loaded, Reach, Running, Stale
from vedette.model.service import Service, VersionSource

WORD = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
WORDS = st.lists(WORD, max_size=3).map(tuple)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(lambda t: t.replace(tzinfo=UTC))  # noqa: DTZ001
RUNNING = st.builds(
    Running,
    pid=st.integers(1, 2**22),
    executable=st.none() | WORD,
    command=WORDS,
    user=st.none() | WORD,
    started=st.none() | MOMENTS,
    unit=st.none() | WORD,
    container=st.none() | WORD,
    loaded=st.lists(st.builds(Loaded, WORD, st.sampled_from(Evidence), WORD), max_size=2).map(tuple),
    unowned=WORDS,
    stale=st.lists(st.builds(Stale, WORD, WORD, st.none() | WORD), max_size=2).map(tuple),
    found=WORDS,
    not_seen=WORDS,
)

PACKAGES = st.builds(
    Package,
    host=WORD,
    name=WORD,
    version=st.none() | WORD,
    purl=st.none() | st.just("pkg:npm/a@1"),
    source=WORD,
    rank=st.sampled_from(Rank),
)
OPINIONS = st.builds(
    Opinion,
    **dict.fromkeys(("scanner", "source", "host", "package", "vulnerability", "state"), WORD),
    aliases=WORDS,
    fixed_version=st.none() | WORD,
    severity=st.none() | WORD,
)
CLAIMS = st.builds(Claim, WORD, st.sampled_from(Rank), WORD, st.none() | WORD)


@st.composite
def services(draw):
    host, product, port = draw(WORD), draw(WORD), draw(st.none() | st.integers(0, 65535))
    transport, address = draw(st.sampled_from(["tcp", "udp", "unix"])), draw(st.none() | WORD)
    return Service(
        id=service_id(host, product, port, transport, address),
        host=host,
        addresses=draw(WORDS),
        listen_address=address,
        port=port,
        transport=transport,
        protocol=protocol_of(product, port, transport),
        product=product,
        version=draw(st.none() | WORD),
        version_source=draw(st.sampled_from(VersionSource)),
        purl=draw(st.none() | st.just("pkg:pypi/aiohttp")),
        cpe=None,
        components=draw(st.lists(st.just("pkg:npm/a@1"), max_size=2).map(tuple)),
        logs=draw(WORDS),
        platform=draw(st.none() | WORD),
        config_files=draw(WORDS),
        reach=draw(st.none() | st.sampled_from(Reach)),
        reach_reason=draw(st.none() | WORD),
        running=draw(st.none() | RUNNING),
        claims=draw(st.lists(CLAIMS, max_size=2).map(tuple)),
        refs=draw(st.lists(st.tuples(WORD, WORD), max_size=2).map(tuple)),
    )


@given(st.lists(services(), max_size=4), st.lists(PACKAGES, max_size=3), st.lists(OPINIONS, max_size=3))
def test_what_is_written_is_read_back_alike(given_services, packages, opinions):
    inventory = Inventory(tuple(given_services), tuple(packages), tuple(opinions))
    read = InventoryJson().read(write(inventory), "inventory.json")
    assert sorted(read.services, key=repr) == sorted(given_services, key=repr)
    assert sorted((replace(p, platform=None) for p in read.packages), key=repr) == sorted(packages, key=repr)
    assert sorted(read.opinions, key=repr) == sorted(opinions, key=repr)


def test_listeners_of_one_application_stand_together():
    inventory = InventoryJson().read(
        b'{"host": "a", "apps": [{"name": "nginx", "listen": [{"port": 80}, {"port": 443}]}]}', "x"
    )
    assert write(inventory).count(b'"nginx"') == 1
