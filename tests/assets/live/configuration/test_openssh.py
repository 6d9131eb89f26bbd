from vedette.assets.live.configuration.openssh import OpenSsh


def test_the_default_configuration_and_the_log_of_the_distribution(scene):
    content = {
        "/etc/ssh/sshd_config": "Include /etc/ssh/sshd_config.d/*.conf\n",
        "/etc/ssh/sshd_config.d/a.conf": "",
        "/var/log/auth.log": "",
    }
    title = ("sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups",)
    found = OpenSsh().read(scene(content, arguments=title), frozenset({22}))
    assert found.files == ("/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/a.conf")
    assert found.logs == ("/var/log/auth.log",)


def test_the_file_and_the_log_of_the_command_count_first(scene):
    title = ("sshd: /usr/sbin/sshd -D -f own -E /srv/ssh.log [listener] 0 of 10-100 startups",)
    found = OpenSsh().read(scene({"/srv/own": "Port 2222\n"}, arguments=title), frozenset({2222}))
    assert (found.files, found.logs) == (("/srv/own",), ("/srv/ssh.log",))
