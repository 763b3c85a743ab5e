"""The query for a database: one SELECT, and nothing that hides behind quotes or comments."""

import pytest

from hotspot.errors import ConfigError
from hotspot.read.statement import check_statement


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM theft",
        "  select(1) ;  ",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "-- who may drop this?\nSELECT id, \"update\" FROM call WHERE note = 'it''s; DELETE' -- a; b",
        "SELECT data #>> '{place}' AS place, created_at, last_update FROM theft WHERE id ~ '^\\d+$'",
    ],
)
def test_one_select_passes_as_it_is_but_for_its_last_semicolon(query: str) -> None:
    assert check_statement(query) == query.strip().rstrip(";")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "there is no query"),
        ("-- only a comment", "there is no query"),
        ("DELETE FROM theft", "begins with 'DELETE'"),
        ("selection", "begins with 'selection'"),
        ("PRAGMA query_only = OFF", "begins with 'PRAGMA'"),
        ("SELECT 1; SELECT 2", "several statements"),
        ("SELECT 1; DROP TABLE theft", "several statements"),
        ("WITH a AS (SELECT 1) DELETE FROM theft", "'DELETE' would change the database"),
        ("SELECT * INTO copy FROM theft", "'INTO' would change the database"),
        ("SELECT 1 DROP TABLE theft", "'DROP' would change the database"),
    ],
)
def test_anything_else_is_refused(query: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"incidents\.query: ") as caught:
        check_statement(query)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        r"SELECT E'a\'' ; COMMIT; DROP TABLE theft; SELECT 'x'",
        r"SELECT E'\\' ; COMMIT; DROP TABLE theft; SELECT ''",
        "SELECT 1 AS a$$; COMMIT; DROP TABLE theft; SELECT 2 AS b$$",
        "SELECT $$ ' $$ ; COMMIT; DROP TABLE theft; SELECT '1'",
        "SELECT 1 /* /* */ ' */ ; COMMIT; DROP TABLE theft; SELECT '1'",
        "SELECT 1 -- \r ; COMMIT; DROP TABLE theft",
        "SELECT 1 --'\n; COMMIT; DROP TABLE theft; SELECT '1'",
        "SELECT 1 # '\n; COMMIT; DROP TABLE theft; SELECT '1'",
        "SELECT `'` ; DROP TABLE theft; SELECT '1'",
        "SELECT [it's] ; DROP TABLE theft; SELECT '1'",
        "SELECT 1 /*! INTO OUTFILE '/tmp/theft' */",
    ],
)
def test_no_quote_or_comment_of_any_database_hides_a_second_statement(query: str) -> None:
    with pytest.raises(ConfigError, match=r"several statements|would change"):
        check_statement(query)
