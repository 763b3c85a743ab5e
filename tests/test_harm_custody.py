"""The tables of the Code: every row with its source, limits that can be, classes as article 11 has them."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

import pytest

from hotspot.harm import days_by_table, weigh
from hotspot.harm.custody import CODE_TABLES, LIFE_DAYS, custody, most_days_of_class


def rows(name: str) -> list[dict[str, str]]:
    with files("hotspot.harm").joinpath(name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.mark.parametrize(
    ("article", "part", "low", "high", "severity"),
    [
        ("99", "1", 8 * 365, 15 * 365, "4"),
        ("106", "1", 3 * 365, 8 * 365, "3"),
        ("109-1", "2", 30, 50, "0"),
        ("187", "1", 10, 20, "0"),
        ("188", "1", 182.5, 3 * 365, "2"),
        ("188", "3", 2 * 365, 7 * 365, "3"),
        ("190", "1", 182.5, 2 * 365, "1"),
        ("191", "2", 3 * 365, 7 * 365, "3"),
        ("192", "4", 10 * 365, 15 * 365, "4"),
        ("345", "3", 182.5, 5 * 365, "1"),  # negligence up to five years is minor
        ("345-1", "4", 7 * 365, 10 * 365, "2"),  # and never more than medium
        ("149", "1", 10, 50, "0"),
        ("297-1", "4", 15 * 365, 20 * 365, "4"),  # or life, which does not lengthen the term
        ("232-1", "7", 3 * 365, 7 * 365, "3"),
        ("204", "2", 182.5, 2 * 365, "1"),
        ("300", "2", 3 * 365, 8 * 365, "3"),
        ("309", "3", 5 * 365, 10 * 365, "3"),
        ("380", "3", 2 * 365, 4 * 365, "2"),
        ("385", "3", 10, 40, "0"),
    ],
)
def test_the_limits_are_those_of_the_code(
    article: str, part: str, low: float, high: float, severity: str
) -> None:
    threat = custody()[article, part]

    assert (threat.low_days, threat.high_days, threat.severity) == (low, high, severity)


def test_life_counts_what_stands_for_it_where_it_cannot_be_given() -> None:
    assert (custody()["99", "3"].low_days, custody()["99", "3"].high_days) == LIFE_DAYS == (7300, 9125)


def test_every_row_has_a_dated_source_and_is_there_once() -> None:
    table = rows("kz_custody.csv")

    assert len(table) == len({(row["article"], row["part"]) for row in table}) == len(custody()) == 390
    for row in table + rows("kz_severity.csv"):
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["edition"])
        assert row["source"].startswith(("adilet.zan.kz/", "zan.gov.kz/"))


def test_no_limit_is_outside_what_the_code_allows() -> None:
    for (article, _), threat in custody().items():
        assert 0 < threat.low_days <= threat.high_days, article
        if threat.kind == "arrest":
            assert 10 <= threat.low_days <= threat.high_days <= 50, article
        if threat.kind == "prison":
            assert 182.5 <= threat.low_days <= threat.high_days <= 20 * 365, article
        if threat.negligent:
            assert threat.high_days <= 10 * 365, article


def test_the_three_ranges_are_in_order_and_the_class_holds_the_intentional_ones() -> None:
    for threat in custody().values():
        by_class, low, middle, high = (days_by_table(threat, table) for table in CODE_TABLES)

        assert low <= middle <= high
        if not threat.negligent and threat.kind != "life":
            assert high <= by_class


def test_a_graver_class_counts_more() -> None:
    days = [most_days_of_class()[code] for code in "01234"]

    assert days == sorted(days) == [50, 730, 1825, 4380, 7300]


def test_the_articles_that_the_public_crime_map_names_have_a_weight() -> None:
    articles = (
        *(99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 111, 112, 113, 114, 119, 120, 121, 146, 149),
        *(187, 188, 190, 191, 192, 287, 288, 291, 292, 293, 294, 297, 300, 302, 307, 309, 310, 314),
    )
    legend = [*(f"{article:03}0" for article in articles), "1923"]

    days = weigh(dict.fromkeys(legend, 1), "kz-mid").days

    assert set(legend) - set(days) == {"1080", "1923"}


def test_articles_with_parts_begin_with_the_first() -> None:
    first: dict[str, str] = {}
    for article, part in custody():
        first.setdefault(article, part)

    assert set(first.values()) == {"", "1"}
