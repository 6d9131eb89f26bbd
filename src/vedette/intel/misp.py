"""What the attributes of MISP mean, in whatever form they come (MISP core format, section 2.4; misp-taxonomies).

`type` says what `value` is: `ip-src`, `ip-dst`, `ip-dst|port`, `domain|ip`, …; `to_ids` whether the attribute is fit
for detection; tags of the taxonomy `false-positive:risk` how likely it is wrong.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_FOR_DETECTION: Final = 60
"""Confidence in an attribute that its maker marked as fit for detection."""
_NOT_FOR_DETECTION: Final = 45
"""Confidence in one that was not: worth less than an entry of a list that says nothing."""
_RISK_CAPS: Final = {"low": 75, "medium": 50, "high": 25}
"""Confidence at most by risk of a false positive: 100 less 25 for each step."""


def holds_address(kind: pl.Expr) -> pl.Expr:
    """Whether attributes of this type hold an address; false of no type."""
    return kind.str.contains(r"^ip-(src|dst)(\|port)?$|^domain\|ip$").fill_null(value=False)


def address(kind: pl.Expr, value: pl.Expr) -> pl.Expr:
    """The address of an attribute, as it is written, maybe with its port."""
    return pl.when(kind == "domain|ip").then(value.str.extract(r"\|([^|]*)$")).otherwise(value)


def confidence(for_detection: pl.Expr, *tags: pl.Expr) -> pl.Expr:
    """From to_ids (Boolean) and columns of tags (String), of which the first that states a risk decides."""
    risk = pl.coalesce(column.str.extract(r'false-positive:risk="?"?([a-z-]{1,20})') for column in tags)
    base = pl.when(for_detection).then(_FOR_DETECTION).otherwise(_NOT_FOR_DETECTION)
    cap = risk.replace_strict(list(_RISK_CAPS), list(_RISK_CAPS.values()), default=100, return_dtype=pl.Int32)
    return pl.min_horizontal(base, cap).cast(pl.UInt8)
