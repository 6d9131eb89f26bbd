"""`vedette intel rollback`."""


def test_the_version_before_is_in_use_again(run, kept):
    done = run("intel", "rollback", "mine", "--reason", "it lists our partner")
    assert (done.exit_code, done.stdout) == (0, "mine: version 1 is in use; kept are 1, 2\n")
    assert kept.current("mine").number == 1
    assert "reason: it lists our partner" in run("intel", "history").stdout


def test_a_reason_is_wanted(run, kept):
    assert run("intel", "rollback", "mine").exit_code == 2
    assert kept.current("mine").number == 2


def test_what_cannot_be_rolled_back_is_an_error_in_one_line(run, kept):
    for arguments, said in (
        (["mine", "--to", 9], "version 9 is not kept"),
        (["other"], "nothing is kept of such a feed"),
        (["../x"], "is no name of a feed"),
    ):
        done = run("intel", "rollback", *arguments, "--reason", "x")
        assert done.exit_code == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
