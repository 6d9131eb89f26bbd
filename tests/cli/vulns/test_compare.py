from click.testing import CliRunner

from vedette.cli.vulns.compare import compare as command


def compare(lines, scheme="deb"):
    return CliRunner().invoke(command, ["--scheme", scheme], input=lines)


def test_lines_that_hold_print_nothing():
    done = compare("1.0 < 1.1\n# a comment\n\n1.0 = 1.0-0\n")
    assert (done.exit_code, done.output) == (0, "")


def test_a_line_that_does_not_hold_is_printed_and_exits_3():
    done = compare("1.0 < 1.1\n1.0 < 1.0~rc1\n")
    assert (done.exit_code, done.stdout, done.stderr) == (3, "1.0 < 1.0~rc1\n", "")


def test_a_line_of_another_form_is_named_on_standard_error_and_the_rest_is_read():
    done = compare("1.0 < 1.1\nhello\n2 < 1\n")
    assert (done.exit_code, done.stdout) == (3, "2 < 1\n")
    assert done.stderr == "error: standard input:2: not of the form A < B, A = B or A > B\n"


def test_only_lines_of_another_form_are_a_partial_result():
    assert compare("hello\n").exit_code == 4


def test_a_refused_version_is_printed_and_its_reason_given():
    done = compare("latest < 1.0\n", scheme="npm")
    assert (done.exit_code, done.stdout) == (3, "latest < 1.0\n")
    assert done.stderr == "standard input:1: 'latest' is no npm version\n"


def test_escape_sequences_are_not_passed_on():
    assert "\x1b" not in compare("1\x1b[31m < 2\n1 \x1b[2J 2\n").output


def test_an_unknown_scheme_is_a_usage_error_that_names_those_there_are():
    done = compare("", scheme="brew")
    assert done.exit_code == 2
    assert "apk, composer, cran, deb" in done.stderr
