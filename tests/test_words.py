"""The words: complete, used, alike in three languages, and worded by the rules of the house."""

from __future__ import annotations

import ast
import json
import math
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import assume, given
from hypothesis import strategies as st

import hotspot
from hotspot.schema import LANGUAGES, Choice, Finding
from hotspot.words import Words, catalogue, forms
from hotspot.words.decided import choice_value
from hotspot.words.misused import PROBLEM, USAGE
from hotspot.words.refused import ALSO, INNER, TO_DO, WHAT, WHERE

PACKAGE = Path(hotspot.__file__).parent
FILES = sorted((PACKAGE / "words").glob("*.json"))
LEAFLET = {"map.km", "map.m"}  # the scale bar of the page asks for the units that Leaflet gives it
# By what errors say; test_words_refused and test_words_misused meet each.
MATCHED = (WHAT, TO_DO, ALSO, WHERE, USAGE, PROBLEM, *INNER.values())
ADVICE = ".advice"
KAZAKH_ONLY = re.compile("[әғқңөұүһі]", re.IGNORECASE)
SAME_IN_KAZAKH = {
    *("table.rank", "table.trend", "column.trend", "trend.", "map.north", "map.km", "map.m"),
    *("step.rank", "stages.seconds", "sheet.ranking", "redraw.drawn", "cameras.col.area"),
}
LONGEST_CHOICE = 140

# A text may name the forbidden label once: where it says that it must not be used.
PROVED = {"posts.proved", "posts.method.bound"}  # said only where the gap is 0, and what it means
DISOWNS = "report.not_for.label"
FORBIDDEN = {
    "en": r"dangerous|unsafe|optimal|high-risk|predict(s|ed)? crime",
    "ru": r"опасн|оптимальн|неблагополучн|криминогенн|\bрайон|микрорайон|\bслуча(и|ев|ям|ях)\b",
    "kk": r"қауіпті|оңтайлы|қолайсыз|аудандар|шағын аудан|(?<!патрульдеу )\bаймақтар",
}


@cache
def said() -> dict[str, dict[str, str]]:
    """Return every text by key and language, plural forms one after the other."""
    return {
        key: {language: " ".join(forms(text)) for language, text in texts.items()}
        for key, texts in catalogue().items()
    }


def keys(*starts: str) -> list[str]:
    return sorted(key for key in catalogue() if key.startswith(starts))


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py")))


@cache
def literals() -> frozenset[str]:
    """Return every text constant of the sources, the fields of their classes, and the script's texts."""
    nodes = [node for tree in trees() for node in ast.walk(tree)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    fields = {
        node.target.id
        for node in nodes
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    return frozenset(texts | fields | set(re.findall(r'"([a-z0-9_.]+)"', scripts())))


@cache
def scripts() -> str:
    """Return the scripts of the page."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "render").rglob("*.js")))


@cache
def composed() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each f-string of the sources that may name a key or the end of one."""
    found = []
    for node in (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
        if re.search(r"[a-z]{3}", "".join(map(str, filter(None, parts)))):
            found.append(
                re.compile("".join(r"\w+" if part is None else re.escape(str(part)) for part in parts))
            )
    return tuple(found)


@cache
def starts() -> frozenset[str]:
    """Return the texts behind which the sources put the end of a key: f"finding.{code}", "step." + name,
    and `map.layer.${name}` in the script."""
    nodes = [node for tree in trees() for node in ast.walk(tree)]
    firsts = [node.values[0] for node in nodes if isinstance(node, ast.JoinedStr) and node.values]
    firsts += [node.left for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)]
    said = {str(node.value) for node in firsts if isinstance(node, ast.Constant)}
    return frozenset(said | set(re.findall(r"`([a-z]+\.[a-z0-9_.]+)\$\{", scripts())))


def is_used(key: str) -> bool:
    """Tell whether the sources name the key, or a start and an end that make it."""
    key = key.removesuffix(ADVICE)
    if key in literals() or key in LEAFLET or key.startswith(MATCHED):
        return True
    ends = [key[at.end() :] for at in re.finditer(r"\.", key) if key[: at.end()] in starts()]
    return any(end in literals() or any(pattern.fullmatch(end) for pattern in composed()) for end in ends)


def asked_for() -> set[str]:
    """Return the keys that the sources name outright: words("…"), Finding(code="…"), Choice(why="…")."""
    asked = set()
    for node in (node for tree in trees() for node in ast.walk(tree)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "words" and node.args:
                asked |= {text for text in _constants(node.args[0]) if "." in text.strip(".")}
            for given in node.keywords:
                start = {"code": "finding.", "why": "choice."}.get(given.arg or "")
                if start and name in {"Finding", "Choice"}:
                    asked |= {start + text for text in _constants(given.value)}
    return asked


def _constants(node: ast.AST) -> set[str]:
    """Return the texts that an expression can be: a constant, or one of the two of a condition."""
    if isinstance(node, ast.IfExp):
        return _constants(node.body) | _constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_text_exists_in_three_languages_and_says_something() -> None:
    for key, texts in said().items():
        assert tuple(texts) == LANGUAGES, key
        assert all(text.strip() == text != "" for text in texts.values()), key


def test_every_text_has_the_same_gaps_in_every_language() -> None:
    for key, texts in said().items():
        gaps = {language: set(re.findall(r"{(\w+)}", text)) for language, text in texts.items()}
        assert gaps["ru"] == gaps["kk"] == gaps["en"], key


@given(
    st.floats(allow_nan=False) | st.integers(-(10**15), 10**15), st.integers(0, 4), st.sampled_from(LANGUAGES)
)
def test_numbers_are_written_as_cldr_asks_for(value: float, digits: int, language: str) -> None:
    assume(math.isinf(value) or abs(value) < 1e15)  # beyond it Babel runs out of digits

    written = Words(language=language).number(value, digits)
    padded = Words(language=language).number(value, digits, padded=True)

    for text, sign in ((written, "#"), (padded, "0")):
        asked = format_decimal(value, format="#,##0." + sign * digits, locale=language)
        asked = asked if re.search("[1-9]|∞", asked) else asked.lstrip("-")  # nobody writes −0
        assert text == asked.replace("-", "\N{MINUS SIGN}")  # a hyphen reads as the dash of an interval


def test_a_text_that_bends_with_its_number_has_every_plural_form_of_each_language() -> None:
    bent = {key: texts for key, texts in catalogue().items() if not isinstance(texts["en"], str)}

    assert bent
    for key, texts in bent.items():
        for language, text in texts.items():
            assert set(text) == set(Locale(language).plural_form.tags) | {"other"}, (key, language)
            assert all("{count}" in form for form in forms(text)), (key, language)


def test_no_key_is_said_twice() -> None:
    found = Counter[str]()

    for file in FILES:
        pairs = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=list)
        found.update(key for key, _ in pairs)

    assert [key for key, count in found.items() if count > 1] == []
    assert set(found) == set(catalogue())


def test_every_text_that_the_sources_ask_for_exists() -> None:
    asked = asked_for()

    assert len(asked) > 100
    assert sorted(asked - set(catalogue())) == []


def test_every_text_is_used_somewhere() -> None:
    assert [key for key in catalogue() if not is_used(key)] == []
    assert not any(is_used(key) for key in ("finding.never_seen", "sheet.kind", "map.posts"))


def test_every_advice_belongs_to_a_text() -> None:
    advice = [key for key in catalogue() if key.endswith(ADVICE)]

    assert [key for key in advice if key.removesuffix(ADVICE) not in catalogue()] == []


def test_russian_has_no_kazakh_letters_and_kazakh_is_no_copy_of_russian() -> None:
    for key, texts in said().items():
        assert not KAZAKH_ONLY.search(texts["ru"]), key
        assert texts["kk"] != texts["ru"] or key in SAME_IN_KAZAKH, key


def test_nothing_is_left_in_english() -> None:
    for key, texts in said().items():
        for language in ("ru", "kk"):
            assert texts[language] != texts["en"] or key == "trend.", (key, language)
            assert re.search(r"[а-яё№–]", texts[language], re.IGNORECASE), (key, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_and_advice_are_sentences_without_a_full_stop(language: str) -> None:
    for key in [*keys("finding."), *(key for key in keys("reason.") if key.endswith(ADVICE))]:
        text = said()[key][language]
        assert re.match(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ«“{\d-]", text), (key, text)
        assert not text.endswith("."), (key, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_and_reasons_are_short_fragments_that_follow_a_colon(language: str) -> None:
    for key in keys("choice.", "reason."):
        text = said()[key][language]
        if not key.endswith(ADVICE):
            assert re.match(r"[a-zа-яёәғқңөұүһі«“{\d]", text), (key, text)
            assert not text.endswith("."), (key, text)
            assert len(text) <= LONGEST_CHOICE, (key, len(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_are_set_one_way(language: str) -> None:
    for key, texts in said().items():
        text = texts[language]
        assert not re.search(r"\S%", text), (key, "no space before %")
        assert not re.search("[\"'`„]", text), (key, "a straight quote")
        assert not re.search("[“”]" if language != "en" else "[«»]", text), (key, "a foreign quote")
        assert "  " not in text, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_uses_a_forbidden_word(language: str) -> None:
    found = {key for key, texts in said().items() if re.search(FORBIDDEN[language], texts[language].lower())}

    assert found == {DISOWNS} | PROVED


def test_the_house_says_area_of_concentration_in_this_period_and_no_change_beyond_noise() -> None:
    words = Words(language="en")

    assert words("map.heading") == "Areas of concentration in this period"
    assert words("report.not_for.label").startswith("An area of concentration in this period is not a")
    assert "no change beyond noise" in words("report.reading.trend")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_the_glossary_is_spoken_in_some_case_and_number(language: str) -> None:
    rows = (PACKAGE / "words" / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    table = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| ")][1:]
    column = LANGUAGES.index(language)
    spoken = " ".join(texts[language] for texts in said().values()).lower()

    terms = [row[column].lower() for row in table]
    bent = [r"\w* ".join(re.escape(word[: max(3, len(word) - 2)]) for word in term.split()) for term in terms]

    assert 25 <= len(terms) <= 40
    assert [term for term, form in zip(terms, bent, strict=True) if not re.search(rf"\b{form}", spoken)] == []


def test_minutes_of_a_choice_are_written_in_the_language() -> None:
    choice = Choice(name="patrol.dwell", value=12.0, unit="min", why="")

    told = [choice_value(choice, Words(language=language)) for language in LANGUAGES]
    assert told == ["12 min", "12 мин", "12 минут"]


def test_headings_over_several_beats_are_plural_in_kazakh():
    for key in ("beats.title", "layer.beats", "meeting.head.beats"):
        assert Words(language="kk")(key) == "Патрульдеу аймақтары"


def test_minutes_are_chosen_in_the_language_of_the_reader():
    choice = Choice(name="patrol.dwell", value=12.0, unit="min")

    assert [choice_value(choice, Words(language=each)) for each in LANGUAGES] == [
        "12 min",
        "12 мин",
        "12 минут",
    ]


def test_items_of_the_yards_form_are_named_in_the_readers_language_and_names_of_old_records_stay() -> None:
    noticed = Finding(code="yards_unseen", level="warning", values={"items": "lighting, litter"})
    old = Finding(code="yards_unseen", level="warning", values={"items": "Освещение"})

    said = {language: Words(language=language).finding(noticed)[0] for language in LANGUAGES}

    assert said["kk"].endswith(": Жарықтандыру, Қоқыс пен бүліну")
    assert said["ru"].endswith(": Освещение, Мусор и повреждения")
    assert Words(language="kk").finding(old)[0].endswith(": Освещение")
