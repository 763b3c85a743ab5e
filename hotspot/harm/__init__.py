"""How much one incident counts by the law: days in custody for articles of a criminal code, from tables.

The tables are data: `kz_custody.csv` holds what the Criminal Code of Kazakhstan threatens for each part of an
article, `kz_severity.csv` what it allows at most for each of its classes; every row with edition and source.
"""

from __future__ import annotations

from hotspot.harm.articles import Article, article_of
from hotspot.harm.custody import TABLES, HarmTable, days_by_table
from hotspot.harm.weighing import Weighed, weigh

__all__ = ["TABLES", "Article", "HarmTable", "Weighed", "article_of", "days_by_table", "weigh"]
