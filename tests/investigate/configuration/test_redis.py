"""redis.conf."""

CONF = "/etc/redis/redis.conf"


def test_settings_stand_in_order_with_those_that_are_included(read):
    parsed = read(
        "redis",
        {
            CONF: 'bind 127.0.0.1 -::1\ninclude other.conf\nrequirepass "a b\\"c"\n# bind *',
            "/etc/redis/other.conf": "protected-mode no\n",
        },
    )
    assert [(d.name, d.arguments) for d in parsed.directives] == [
        ("bind", ("127.0.0.1", "-::1")),
        ("protected-mode", ("no",)),
        ("requirepass", ('a b"c',)),
    ]
