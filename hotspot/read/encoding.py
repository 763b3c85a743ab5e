"""Which alphabet a text file was saved in: Unicode or one of the old Cyrillic and Western code pages.

Old code pages carry no mark, so they are told apart by letters: the right page is the one under which the
bytes above 127 become letters that stand beside letters of the same alphabet.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from hotspot.errors import InputError

CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES = {"utf-8-sig": "utf-8", "cp1251": "cp1251", "kz1048": "kz-1048"}
CYRILLIC = "а-яёА-ЯЁ"
KAZAKH = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
# Letters of other Cyrillic alphabets stand in cp1251 where KZ-1048 has the Kazakh ones.
CODE_PAGES = (
    ("cp1251", CYRILLIC),
    ("kz1048", CYRILLIC + KAZAKH),
    ("cp866", CYRILLIC),
    ("cp1252", "À-ÖØ-öø-ÿŒœŠšŽžŸ"),
)
PUNCTUATION = "«»“”„’–—…№°"  # says nothing about the alphabet
# What only UTF-8 gives: three Cyrillic letters in a row (two may be the capitals of "ТҮРІ" in KZ-1048), or an
# accent inside a Latin word.
UTF8_WORD = re.compile(rb"(?:[\xd0-\xd3][\x80-\xbf]){3}|[A-Za-z]\xc3[\x80-\xbf][A-Za-z]")


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text file as UTF-8 without a mark; `encoding` is what it was saved in, `guessed` if letters told."""

    data: bytes
    encoding: str
    guessed: bool = False


def as_utf8(name: str, raw: bytes) -> Text:
    """Return the bytes of the file called `name` as UTF-8.

    Raises InputError for NUL bytes, for two encodings in one file (with the byte offset where the second one
    begins) and for bytes that are text in no alphabet known here.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _unicode(name, raw[len(mark) :], encoding)
    if wide := _wide(raw):
        return _unicode(name, raw, wide)
    _refuse_nul(name, raw)
    broken = _first_not_utf8(raw)
    if broken is None:
        return Text(data=raw, encoding="utf-8")
    _refuse_two_encodings(name, raw, broken)
    page = _code_page(name, raw, broken)
    return Text(
        data=raw.decode(page, errors="replace").encode(), encoding=NAMES.get(page, page), guessed=True
    )


def _unicode(name: str, raw: bytes, encoding: str) -> Text:
    """Return a file that says by its mark, or shows by its zeros, that it is Unicode."""
    if encoding == "utf-8-sig":
        _refuse_nul(name, raw)
        broken = _first_not_utf8(raw)
        if broken is not None:
            raise _two_encodings(name, raw, broken)
        return Text(data=raw, encoding="utf-8")
    try:
        data = raw.decode(encoding).encode()
    except UnicodeDecodeError as error:
        what = f"damaged {encoding.upper()} text at byte {error.start:,}"
        raise InputError(name, what, "save the table again as CSV in UTF-8") from error
    _refuse_nul(name, data)
    return Text(data=data, encoding="utf-16")


def _wide(raw: bytes) -> str:
    """Return which UTF-16 unmarked bytes are in, "" for none: digits and commas have a zero beside them."""
    head = raw[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    enough = max(len(head) // 10, 2)
    if odd >= enough and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even >= enough and odd == 0 else ""


def _refuse_nul(name: str, raw: bytes) -> None:
    """Raise where there is a NUL byte: the file is not text, or damaged."""
    at = raw.find(b"\0")
    if at >= 0:
        line = raw.count(b"\n", 0, at) + 1
        what = f"a NUL byte at byte {at:,} (line {line:,}): this is not a text table, or it is damaged"
        raise InputError(name, what, "export the table again as CSV in UTF-8")


def _first_not_utf8(raw: bytes) -> int | None:
    """Return the offset of the first byte that is not UTF-8; None where all of it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(raw), CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(raw[start : start + CHUNK], final=start + CHUNK >= len(raw))
        except UnicodeDecodeError as error:
            return start - pending + error.start
    return None


def _refuse_two_encodings(name: str, raw: bytes, broken: int) -> None:
    """Raise where UTF-8 letters and letters of an old code page stand in one file."""
    word = UTF8_WORD.search(raw)
    if word:
        raise _two_encodings(name, raw, max(word.start(), broken))


def _two_encodings(name: str, raw: bytes, at: int) -> InputError:
    """Return the error for a file whose encoding changes at byte `at`."""
    line = raw.count(b"\n", 0, at) + 1
    what = f"two encodings in one file: from byte {at:,} (line {line:,}) on it is not what it was before"
    return InputError(name, what, "save each part as UTF-8 before joining them, then run again")


def _code_page(name: str, raw: bytes, broken: int) -> str:
    """Return the code page under which the bytes above 127 make the most sense as words."""
    lines = b"\n".join(line for line in raw[: 4 * CHUNK].split(b"\n") if not line.isascii())[:CHUNK]
    sample = lines or raw[max(broken - 1000, 0) : broken + 1000]
    scores = {page: _sense(sample.decode(page, errors="replace"), letters) for page, letters in CODE_PAGES}
    best = max(scores, key=lambda page: scores[page])  # the first of equals: the commonest page stands first
    if scores[best] < 0.8:
        what = f"bytes that are no known text, from byte {broken:,} on"
        raise InputError(name, what, "save the table as CSV in UTF-8")
    return best


def _sense(text: str, letters: str) -> float:
    """Return which share of the characters above 127 are `letters` in a word of their own alphabet.

    A Western accent stands among plain Latin letters, a Cyrillic letter never does; capitals inside a word
    (as cp866 gives for cp1251) do not count.
    """
    other = [sign for sign in text if ord(sign) > 127 and sign not in PUNCTUATION]
    if not other:
        return 1.0
    if letters.startswith("À"):
        fitting = re.findall(f"(?<=[A-Za-z])[{letters}]|[{letters}](?=[a-z])|(?<= )[{letters}](?= )", text)
        return len(fitting) / len(other)
    words = re.findall(f"(?<![A-Za-z])[{letters}]+(?![A-Za-z])", text)
    return sum(len(word) for word in words if word.isupper() or word[1:].islower() or len(word) == 1) / len(
        other
    )
