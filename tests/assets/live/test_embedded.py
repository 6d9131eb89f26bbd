import pytest
from tests.assets.live.conftest import elf

from vedette.assets.live.embedded import greeting


def said(machine, name, text):
    return greeting(machine({f"/{name}": elf({b".rodata": text})}), f"/{name}", f"/opt/{name}")


@pytest.mark.parametrize(
    ("name", "text", "product", "version"),
    [
        ("nginx", b"nginx version: nginx/1.25.3\0", "nginx", "1.25.3"),
        ("sshd", b"OpenSSH_%s\0OpenSSH_9.6p1\0", "openssh", "9.6p1"),
        ("postgres", b"PostgreSQL %s\0PostgreSQL 16.1 on x86_64-pc-linux-gnu\0", "postgresql", "16.1"),
        ("redis-server", b"redis_version:%s\0\0" + b"2.8.13\0x\0" + b"7.2.4\0", "redis", "7.2.4"),
        ("server", b"lighttpd/1.4.69 (", "lighttpd", "1.4.69"),
    ],
)
def test_a_server_greets_with_its_version(machine, name, text, product, version):
    found = said(machine, name, text)
    assert (found.product.id, found.version) == (product, version)


def test_the_product_that_the_file_is_named_after_counts_before_others(machine):
    assert said(machine, "nginx", b"OpenSSH_9.6p1\0nginx version: nginx/1.25.3\0").product.id == "nginx"


def test_a_file_that_names_several_servers_is_none_of_them(machine):
    assert said(machine, "scanner", b"OpenSSH_9.6p1\0lighttpd/1.4.69\0") is None


@pytest.mark.parametrize("text", [b"", b"OpenSSH_\0", b"OpenSSH_x.y", b"nginx version: nginx/"])
def test_a_file_that_says_no_version_is_unknown(machine, text):
    assert said(machine, "nginx", text) is None
