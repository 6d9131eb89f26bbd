"""CloudFront's standard logs."""

from vedette.telemetry.cloudfront import CloudFront

FORM = CloudFront()
HEADER = "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) cs(Cookie)\n"
LINE = "2024-06-02\t03:04:05\tFRA50\t703\t{}\tGET\td1.cloudfront.net\t/a%2520b\t403\tcurl/8%20(x)\ta=b\n"


def test_percent_signs_are_undone_once(read_row):
    fields = read_row(FORM, HEADER + LINE.format("192.0.2.1").rstrip())
    assert (fields["path"], fields["user_agent"], fields["headers"]) == (
        "/a%20b",
        "curl/8 (x)",
        "Cookie: a=b",
    )
    assert (fields["server_name"], fields["status"], fields["bytes_out"]) == ("d1.cloudfront.net", 403, 703)


def test_clients_are_found_in_raw_bytes(agree):
    agree(FORM, HEADER + "".join(map(LINE.format, ("192.0.2.1", "2001:db8::1"))))


def test_of_columns_of_one_name_the_first_is_read(read_row):
    header = HEADER.replace("cs(Cookie)", "c-ip sc-status")
    line = LINE.format("192.0.2.1").replace("a=b", "192.0.2.9\t200").rstrip()
    fields = read_row(FORM, header + line)
    assert (fields["client_ip"], fields["status"]) == ("192.0.2.1", 403)


def test_a_header_of_more_columns_than_any_log_has_is_none(read_lines):
    header = HEADER.rstrip() + " x" * 500
    _, account = read_lines(FORM, f"{header}\n{LINE.format('192.0.2.1')}")
    assert account.rejected == 1
