"""The document for the weekly meeting, put together: each sentence and table with the file it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.schema.reported import COMMANDS, GISTS, Fact, Link, Report, Section, Shown, Told
from hotspot.words.decided import finding_text
from hotspot.words.judged import held
from hotspot.words.judged import line as judged_line
from hotspot.words.method import method_texts
from hotspot.words.phrases import period_text, rows_of, title_text
from hotspot.words.ranked import (
    about_facts,
    finding_texts,
    first_table,
    not_for_texts,
    reading_texts,
    rows_texts,
    score_meaning,
)
from hotspot.words.said import run_line
from hotspot.words.standing import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hotspot.schema import Finding, Result
    from hotspot.schema.judged import LastBacktest
    from hotspot.schema.reported import Part, Picture
    from hotspot.words import Words

RUN, AREAS, SPOTS, FINISHED = "run.json", "ranking.csv", "hotspots.geojson", ".?!…"
RUN_FILES = (AREAS, "ranking.xlsx", SPOTS, "map.html", "report.md", RUN)
OF_AREAS = {"rank_groups_led", "top_share", "top_not_separate", "rank_wide", "rank_few_residents"}  # findings
NAMED = 3  # areas in the gist
BACKTEST_FILES = ("backtest.csv", "backtest.html", "backtest.md", "backtest.json")


def report_of(
    result: Result,
    parts: Sequence[Part],
    backtest: LastBacktest | None,
    left_out: tuple[Finding, ...],
    *,
    picture: Picture,
    words: Words,
    way: Callable[[str], str],
) -> Report:
    """Return the document with the `picture` of the city; `way` turns a file of the run, such as
    trend/trend.csv, into its address."""

    def link(path: str) -> Link:
        return Link(name=path.rpartition("/")[2], href=way(path))

    kinds = tuple(part.kind for part in parts) + (("backtest",) if backtest else ())
    judged_plan = {"plan"} if "evaluation" in kinds else set()  # it stands in the run that it was made from
    missing = tuple(kind for kind in COMMANDS if kind not in {*kinds, *judged_plan})
    judged = [] if backtest is None else [_judged(backtest, words, link)]
    return Report(
        title=words("meeting.title", title=title_text(result)),
        language=words.language,
        period=period_text(result, words),
        run_id=result.run_id,
        synthetic=words("report.synthetic") if result.synthetic else "",
        about=_about(result, words, link),
        gist=_gist(result, parts, words, link),
        picture=picture,
        sections=(
            _ranking(result, words, link),
            *(_part(part, words, link) for part in parts),
            *judged,
            _quality(result, words, link),
            _not_for(words),
            _method(result, parts, words, link),
            *_absent(missing, left_out, words),
        ),
        parts=kinds,
        missing=missing,
        findings=left_out,
    )


def _about(result: Result, words: Words, link: Callable[[str], Link]) -> tuple[Fact, ...]:
    """Return what the document is about; that it is invented stands above."""
    files = {words("report.areas"): AREAS, words("sheet.hotspots"): SPOTS}
    return tuple(
        Fact(name=name, text=text, file=link(files.get(name, RUN)))
        for name, text in about_facts(result, words)[int(result.synthetic) :]
    )


def _gist(
    result: Result, parts: Sequence[Part], words: Words, link: Callable[[str], Link]
) -> tuple[Told, ...]:
    """Return the first areas with their intervals, then the sentence of each part that says most."""
    frame = result.ranking.in_order().head(NAMED)
    said = [standing(row, result.ranking, words) for row in rows_of(frame)]
    areas = "; ".join(
        words("meeting.first", name=name, score=score, ranks=ranks) for _, name, _, score, ranks, _ in said
    )
    text = words("meeting.gist", by=score_meaning(result, words), areas=areas)
    first = Told(text=text, file=link(AREAS))
    return (first, *(one for part in parts for one in _gist_of(part, words, link)))


def _gist_of(part: Part, words: Words, link: Callable[[str], Link]) -> tuple[Told, ...]:
    """Return the sentence of a part that says most, behind its name; none where it says nothing."""
    lines = part.lines[1:]
    if not lines:
        return ()
    text, file = lines[min(GISTS.get(part.kind, 1), len(lines)) - 1]
    return _told([f"{section_title(part.kind, words)}: {text}"], link(f"{part.folder.name}/{file}"))


def section_title(kind: str, words: Words) -> str:
    """Return the heading of a section."""
    return words(f"meeting.head.{kind}")


def _ranking(result: Result, words: Words, link: Callable[[str], Link]) -> Section:
    table = first_table(result, words)
    shown = Shown(title=table.title, heads=table.heads, rows=table.rows, file=link(table.file))
    reading = _told(reading_texts(result, words), None)
    return Section(
        key="ranking",
        title=section_title("ranking", words),
        language=words.language,
        told=_told([run_line(result, words)], link(RUN)),
        tables=(shown,),
        lists=((words("report.head.reading"), reading),),
        files=tuple(map(link, RUN_FILES)),
    )


def _part(part: Part, words: Words, link: Callable[[str], Link]) -> Section:
    """Return what a command has found, in the words that it was written in."""

    def of_part(name: str) -> Link:
        return link(f"{part.folder.name}/{name}")

    record = of_part(part.record)
    found = _told([finding_text(one, words) for one in part.findings], record)
    other = [] if part.language == words.language else [_other_language(part, words)]
    about = [Told(text=text, file=record) for text, _ in part.lines[:1]]  # what it is about, and the period
    lines = [told for text, file in part.lines[1:] for told in _told([text], of_part(file))]
    return Section(
        key=part.kind,
        title=section_title(part.kind, words),
        language=part.language,
        told=(*other, *about, *lines),
        tables=tuple(
            Shown(title=one.title, heads=one.heads, rows=one.rows, file=of_part(one.file))
            for one in part.tables
            if one.rows
        ),
        lists=((words("said.head.found"), found),) if found else (),
        files=tuple(map(of_part, part.files)),
    )


def _other_language(part: Part, words: Words) -> Told:
    command = f"{COMMANDS[part.kind]} --lang {words.language}"
    return Told(text=words("meeting.other", language=words(f"meeting.in.{part.language}"), command=command))


def _judged(found: LastBacktest, words: Words, link: Callable[[str], Link]) -> Section:
    return Section(
        key="backtest",
        title=section_title("backtest", words),
        language=words.language,
        told=_told([judged_line(found.headline, words), held(found.coverage, words)], link("backtest.json")),
        files=tuple(map(link, BACKTEST_FILES)),
    )


def _quality(result: Result, words: Words, link: Callable[[str], Link]) -> Section:
    return Section(
        key="quality",
        title=section_title("quality", words),
        language=words.language,
        told=_told(rows_texts(result.rows, words), link(RUN)),
        lists=((words("report.head.findings"), _noticed(result, words, link)),),
        files=(link(RUN),),
    )


def _noticed(result: Result, words: Words, link: Callable[[str], Link]) -> tuple[Told, ...]:
    """Return what was noticed, each with the table where it can be counted, else the record."""
    files = [AREAS if one.code in OF_AREAS else RUN for one in result.findings] or [RUN]
    texts = finding_texts(result, words) or [words("report.nothing")]
    return tuple(told for text, file in zip(texts, files, strict=True) for told in _told([text], link(file)))


def _method(result: Result, parts: Sequence[Part], words: Words, link: Callable[[str], Link]) -> Section:
    """Return how all of it was found: the ranking first, then each part under its name."""
    lists = tuple(
        (section_title(part.kind, words), _told(part.notes, link(f"{part.folder.name}/{part.record}")))
        for part in parts
        if part.notes
    )
    told = _told(method_texts(result, words), link(RUN))
    title = words("report.head.method")
    return Section(key="method", title=title, language=words.language, told=told, lists=lists)


def _not_for(words: Words) -> Section:
    told = _told(not_for_texts(words), None)
    return Section(key="not_for", title=words("report.head.not_for"), language=words.language, told=told)


def _absent(missing: Iterable[str], left_out: Iterable[Finding], words: Words) -> list[Section]:
    """Return what is not in the document and which command makes it; none where nothing is missing."""
    told = [finding_text(one, words) for one in left_out]
    said = {str(one.values["command"]) for one in left_out}
    told += [
        words("meeting.missing", part=section_title(kind, words), command=COMMANDS[kind])
        for kind in missing
        if COMMANDS[kind] not in said
    ]
    if not told:
        return []
    title = words("meeting.head.absent")
    return [Section(key="absent", title=title, language=words.language, told=_told(told, None))]


def _told(texts: Iterable[str], file: Link | None) -> tuple[Told, ...]:
    """Return the texts as whole sentences."""
    return tuple(
        Told(text=text if text.endswith(tuple(FINISHED)) else f"{text}.", file=file) for text in texts
    )
