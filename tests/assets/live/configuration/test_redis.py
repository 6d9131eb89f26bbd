from vedette.assets.live.configuration.redis import Redis

CONF = "port {}\ndir /srv/data\nlogfile {}\ninclude /etc/redis/more.conf\n"


def test_the_file_of_the_command(scene):
    content = {"/srv/own.conf": CONF.format(7000, "r.log"), "/etc/redis/more.conf": ""}
    found = Redis().read(scene(content, arguments=("redis-server", "own.conf")), frozenset({7000}))
    assert (found.files, found.logs) == (("/srv/own.conf", "/etc/redis/more.conf"), ("/srv/data/r.log",))


def test_a_file_that_names_another_port_is_another_servers(scene):
    content = {"/etc/redis/redis.conf": CONF.format(6379, "/var/log/redis/redis.log")}
    title = ("redis-server 127.0.0.1:7000",)
    assert Redis().read(scene(content, arguments=title), frozenset({7000})).files == ()
    assert Redis().read(scene(content, arguments=title), frozenset({6379})).logs == (
        "/var/log/redis/redis.log",
    )


def test_a_file_whose_path_the_process_still_holds(scene):
    content = {"/opt/r/own.conf": CONF.format(7000, '""')}
    found = Redis().read(scene(content, ["/opt/r/own.conf", "/opt/r/none.conf"]), frozenset({7000}))
    assert (found.files, found.logs) == (("/opt/r/own.conf",), ())
