"""How much one incident counts by the law: days in custody, from tables.

The tables are data, every row with edition and source: `kz_custody.csv` holds what the Criminal Code of
Kazakhstan threatens for each part of an article, `kz_severity.csv` what it allows at most for each of its
classes, `cambridge_groups.csv` where the guidelines of England and Wales start for each group of offences.
"""

from __future__ import annotations

from hotspot.harm.articles import Article, article_of
from hotspot.harm.cambridge import days_by_name
from hotspot.harm.custody import days_by_table
from hotspot.harm.weighing import TABLES, HarmTable, Weighed, others_of_its_source, weigh

__all__ = [
    "TABLES",
    "Article",
    "HarmTable",
    "Weighed",
    "article_of",
    "days_by_name",
    "days_by_table",
    "others_of_its_source",
    "weigh",
]
