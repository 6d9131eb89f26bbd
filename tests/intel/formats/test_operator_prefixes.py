"""Ranges that operators publish."""

import json
from datetime import UTC, datetime

import pytest

from vedette.intel.crawlers import CRAWLERS
from vedette.intel.documents import BROKEN
from vedette.intel.formats.operator_prefixes import OperatorPrefixes
from vedette.intel.interface import Role
from vedette.model.errors import MalformedInput
from vedette.model.reputation import ContextKind


def read(prefixes, *, path="googlebot.json", **said):
    return OperatorPrefixes().read(json.dumps({"prefixes": prefixes, **said}).encode(), path)


def test_a_crawlers_ranges_are_context_called_after_it():
    feed = read(
        [{"ipv6Prefix": "2001:4860:4801:10::/64"}, {"ipv4Prefix": "192.0.2.0/27"}],
        creationTime="2026-08-20T14:46:12.000000",
    )
    assert (feed.role, feed.context, feed.title) == (Role.CONTEXT, ContextKind.CRAWLER, "Googlebot")
    assert feed.entries["value"].to_list() == ["2001:4860:4801:10::/64", "192.0.2.0/27"]
    assert feed.listed_at == datetime(2026, 8, 20, 14, 46, 12, tzinfo=UTC)


def test_aws_names_its_prefixes_otherwise():
    feed = read(
        [{"ip_prefix": "192.0.2.0/24", "region": "eu-west-1", "service": "EC2"}],
        ipv6_prefixes=[{"ipv6_prefix": "2001:db8::/40", "service": "S3"}],
        path="ip-ranges.json",
    )
    assert (feed.context, feed.title) == (ContextKind.CLOUD, "Amazon AWS")
    assert feed.entries["value"].to_list() == ["192.0.2.0/24", "2001:db8::/40"]


def test_a_cloud_names_itself_in_its_prefixes():
    assert (
        read([{"ipv4Prefix": "192.0.2.0/24", "service": "Google Cloud"}], path="cloud.json").title
        == "Google Cloud"
    )


def test_a_broken_prefix_costs_itself_alone():
    feed = read([{"ipv4Prefix": "192.0.2.0/24"}, {"ipv4Prefix": 7}, 8, {"ipv4Prefix": "nonsense"}, {}])
    assert len(feed.entries) == 1
    assert feed.rejected.total() == 4
    assert feed.rejected[BROKEN] == 2


def test_a_document_of_another_kind_is_malformed():
    with pytest.raises(MalformedInput, match="no document with prefixes"):
        OperatorPrefixes().read(b'{"prefixes": 7}', "x.json")


@pytest.mark.parametrize("name", dict(CRAWLERS).values())
def test_a_file_that_is_called_after_a_crawler_has_its_title(name):
    feed = read([{"ipv4Prefix": "192.0.2.0/24"}], path=f"{name.lower()}.json")
    assert (feed.context, feed.title) == (ContextKind.CRAWLER, name)
