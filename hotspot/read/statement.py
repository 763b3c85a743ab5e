"""Is this query one SELECT? Asked before a database sees it, so that nothing else is ever sent."""

from __future__ import annotations

import re

from hotspot.errors import ConfigError

_TO_DO = "give one SELECT statement as incidents.query"
_NOT_CODE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*")
# Where quotes and comments follow rules of one database alone - '\'', $$…$$, `…`, [it's], nested /* */ -
# a ";" could be hidden from us but not from the database; there every word counts, quoted or not.
_UNSURE = re.compile(r"[\\$`#\[]|/\*|--(?!\s)|\r(?!\n)")
_CHANGES = re.compile(
    r"\b(insert|update|delete|merge|into|drop|alter|create|truncate|grant|exec|execute)\b", re.IGNORECASE
)


def check_statement(query: str) -> str:
    """Return the query without its last semicolon; ConfigError unless it is one SELECT or WITH … SELECT.

    This is for clear words and for databases that keep no better watch: whoever connects has to see to it
    that nothing can be written.
    """
    code = query if _UNSURE.search(query) else _NOT_CODE.sub(" ", query)
    code = code.strip().rstrip(";").strip()
    if not code:
        raise ConfigError("incidents.query", "there is no query for the database", _TO_DO)
    first = code.split(maxsplit=1)[0]
    if not re.match(r"(?:select|with)\b", first, re.IGNORECASE):
        raise ConfigError("incidents.query", f"it begins with '{first[:20]}'", _TO_DO)
    if ";" in code:
        raise ConfigError("incidents.query", "it holds several statements", _TO_DO)
    changes = _CHANGES.search(code)
    if changes:
        raise ConfigError("incidents.query", f"'{changes[0]}' would change the database", _TO_DO)
    return query.strip().rstrip(";")
