from vedette.assets.live.units import unit


def test_the_innermost_service_is_the_unit():
    assert (
        unit(["/system.slice/system-postgresql.slice/postgresql@15-main.service"])
        == "postgresql@15-main.service"
    )
    assert unit(["/user.slice/user-1000.slice/user@1000.service/app.slice/web.service"]) == "web.service"


def test_a_session_has_no_unit():
    assert unit(["/user.slice/user-1000.slice/session-3.scope", "/"]) is None
