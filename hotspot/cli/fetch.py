"""`hotspot fetch`: incidents from a public server into a file, politely, with a record of the source."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.options import Finite, Respelled
from hotspot.cli.spoken import language_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hotspot.schema import Language
    from hotspot.schema.fetched import Fetched, Protocol

TO = click.option("--to", required=True, metavar="FILE", help="File to write: .csv, .parquet or .geojson.")
MOST = click.option(
    "--max-rows",
    type=click.IntRange(min=1),
    default=1_000_000,
    show_default=True,
    help="More rows than this are refused.",
)
TALK = (
    language_option("language", default="en", help="Language of what is said."),
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors and what is missing."),
    click.option("-v", "--verbose", is_flag=True, help="Say every finding."),
    click.option("--json", "as_json", is_flag=True, help="Print the record as JSON."),
)
OPTIONS = (
    TO,
    click.option(
        "--pause",
        "pause_s",
        cls=Respelled,
        old=("--delay",),
        type=Finite(min=0),
        default=1.0,
        show_default=True,
        help="Seconds between requests.",
    ),
    click.option(
        "--timeout",
        "timeout_s",
        type=Finite(min=0, min_open=True),
        default=30.0,
        show_default=True,
        help="Seconds for one answer.",
    ),
    click.option(
        "--tries",
        type=click.IntRange(min=1, max=12),
        default=6,
        show_default=True,
        help="How often to ask for each page.",
    ),
    click.option(
        "--minutes",
        type=Finite(min=0, min_open=True),
        default=60.0,
        show_default=True,
        help="For all of it; what has come by then is kept.",
    ),
    MOST,
    click.option("--proxy", default="", metavar="URL", help="Instead of HTTPS_PROXY; 'direct' for none."),
    click.option(
        "--ca-file",
        default="",
        metavar="FILE",
        help="Certificates of a closed network, instead of SSL_CERT_FILE.",
    ),
    click.option("--again", is_flag=True, help="Begin anew, even if a part is there."),
    *TALK,
)
ROWS = (
    click.option("--where", default="", metavar="SQL", help="Which rows, in the server's own SQL."),
    click.option("--fields", multiple=True, metavar="COLUMN", help="Which columns; may be repeated."),
    click.option(
        "--since", default="", metavar="DAY|ID|last", help="Only rows from that day, or after that id."
    ),
    click.option("--date-field", default="", metavar="COLUMN", help="The column that the day is in."),
)


@click.group()
def fetch() -> None:
    """Fetch incidents from a public server, or your database, into a file that hotspot rank reads.

    One request at a time, with a pause; only the host that is named is asked, over https. A fetch that is cut
    short goes on when the same command is given again. A token is taken from the environment variable
    HOTSPOT_TOKEN and is never shown. HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE are heeded; no record tells of
    them. Beside the file lies a record of where it came from.
    """


def _with(*groups: tuple[Callable[..., Any], ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        return functools.reduce(
            lambda made, option: option(made),
            reversed([option for group in groups for option in group]),
            command,
        )

    return decorate


@fetch.command()
@click.argument("address", metavar="URL|kz-crime-map")
@_with(ROWS, OPTIONS)
def arcgis(**given: Any) -> None:
    """Fetch a layer of points or rows of an ArcGIS server, such as https://server/…/FeatureServer/0.

    kz-crime-map is the public crime map of Kazakhstan; of it only the columns that are read are fetched, none
    with personal data; --where "city_code = '1975'" is Almaty. --since last adds to the file what is new.
    """
    _run("arcgis", **given)


@fetch.command()
@click.argument("address", metavar="URL")
@_with(ROWS, OPTIONS)
def socrata(**given: Any) -> None:
    """Fetch a data set of a Socrata server, such as https://data.cityofchicago.org/resource/ijzp-q8t2."""
    _run("socrata", **given)


@fetch.command("police-uk")
@click.option(
    "--bbox",
    type=float,
    nargs=4,
    required=True,
    metavar="WEST SOUTH EAST NORTH",
    help="Rectangle in degrees.",
)
@click.option(
    "--months", nargs=2, required=True, metavar="FIRST LAST", help="Months, such as 2025-01 2025-06."
)
@click.option(
    "--address",
    default="https://data.police.uk/api",
    show_default=True,
    help="Of the server.",
)
@_with(OPTIONS)
def police_uk(**given: Any) -> None:
    """Fetch crimes within a rectangle from data.police.uk, month by month."""
    _run("police-uk", **given)


@fetch.command()
@click.argument("address", metavar="URL")
@click.option("--query", required=True, metavar="SELECT", help="One SELECT, run read-only.")
@_with((TO, MOST, *TALK))
def postgis(**given: Any) -> None:
    """Fetch the rows of a query from PostgreSQL, such as postgresql://analyst:${PGPASSWORD}@host/police.

    Name only the columns you need. A column of PostGIS points becomes longitude and latitude; ${NAME} is
    filled from the environment, and no record holds the password. hotspot rank reads the database directly,
    too, but only a file can be ranked again as it was.
    """
    from hotspot.pipeline import fetch_database as pipeline

    _answer(
        lambda *, date, step, **asked: pipeline.fetch_rows(
            pipeline.DatabaseQuestion(**asked), date=date, step=step
        ),
        **given,
    )


def _run(protocol: Protocol, **given: Any) -> None:
    from hotspot.pipeline import fetch as pipeline

    _answer(
        lambda *, date, step, **asked: pipeline.fetch_file(
            pipeline.FetchQuestion(protocol=protocol, **asked), date=date, step=step
        ),
        **given,
    )


def _answer(
    fetching: Callable[..., tuple[Fetched, tuple[Path, ...]]],
    *,
    language: Language,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    from datetime import date
    from urllib.parse import urlsplit

    from hotspot.cli.talk import Talk
    from hotspot.pipeline.fetch import STEPS
    from hotspot.write.fetched import record_content
    from hotspot.write.plain import as_json as json_text

    talk = Talk(language=language, quiet=quiet, verbose=verbose, steps=STEPS)
    today = date.today().isoformat()
    fetched, files = fetching(date=today, step=talk.step, **asked)
    talk.done()
    (talk.missing if quiet else talk.findings)(fetched.findings)
    if as_json:
        click.echo(json_text(record_content(fetched, date=today)), nl=False)
    else:
        new = len(fetched.rows) - fetched.earlier
        host = urlsplit(fetched.address).hostname or ""
        click.echo(
            talk.words("fetch.done", new=new, rows=len(fetched.rows), name=fetched.name or "–", host=host)
        )
        talk.say(talk.words("fetch.next", file=str(files[0])))
    talk.say(
        talk.words("said.written", folder=str(files[0].parent), files=", ".join(one.name for one in files))
    )
