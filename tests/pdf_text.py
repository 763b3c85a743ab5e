"""The text of a PDF that matplotlib or reportlab wrote, letter by letter through each font's own table."""

from __future__ import annotations

import base64
import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\n(.*?)\n?endstream", re.DOTALL)
TOKEN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\)|(BT)\b", re.DOTALL)
ESCAPED = re.compile(rb"\\(\d{3}|.)", re.DOTALL)
DRAWN = re.compile(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj|(BT)\b", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(pdf: bytes) -> str:
    """Return the text, a line for each text object."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {
        name.decode(): _table(objects, objects[int(at)])
        for name, at in re.findall(rb"/(F\d+) (\d+) 0 R", pdf)
    }
    page = next(text for text in map(_stream, objects.values()) if b" Tf\n" in text)
    written, table = [], {}
    for font, text, begins in TOKEN.findall(page):
        if begins:
            written.append("\n")
        elif font:
            table = fonts[font.decode()]
        else:
            raw = ESCAPED.sub(_letter, text)
            codes = (int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2))
            written += [table[code] for code in codes]
    return "".join(written)


def pages_text(pdf: bytes) -> list[str]:
    """Return the text of each page that reportlab wrote, a line for each text object."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {
        name.decode(): _table(objects, objects[int(at)])
        for name, at in re.findall(rb"/(F\d+\+\d+) (\d+) 0 R", pdf)
    }
    pages = (
        _stream(objects[int(at)])
        for body in objects.values()
        if b"/Type /Page\n" in body + b"\n"
        for at in re.findall(rb"/Contents (\d+) 0 R", body)
    )
    return [_written(page, fonts) for page in pages]


def links(pdf: bytes) -> list[str]:
    """Return the addresses of all links of a PDF that reportlab wrote, in order."""
    found = re.findall(rb"/URI \(((?:\\.|[^\\()])*)\)", pdf)
    return [ESCAPED.sub(_letter, address).decode("ascii") for address in found]


def _written(page: bytes, fonts: dict[str, dict[int, str]]) -> str:
    written: list[str] = []
    table: dict[int, str] = {}
    for font, text, begins in DRAWN.findall(page):
        if begins:
            written.append("\n")
        elif font:
            table = fonts.get(font.decode(), {})
        else:
            written += [*(table[code] for code in ESCAPED.sub(_letter, text)), " "]
    return "".join(written)


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if not found or b"/FlateDecode" not in body:
        return b""
    packed = found[1]
    if b"/ASCII85Decode" in body:
        packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
    return zlib.decompress(packed)


def _table(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    """Return the letter of each code of a font, from its ToUnicode table."""
    at = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert at, "a font without a table of its letters"
    pairs = re.findall(rb"^<(\w\w)> <(\w{4})>$", _stream(objects[int(at[1])]), re.MULTILINE)
    table = {int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for code, letter in pairs}
    for first, letters in re.findall(rb"<(\w+)> <\w+> \[(.*?)\]", _stream(objects[int(at[1])])):
        for i, letter in enumerate(re.findall(rb"<(\w+)>", letters)):
            table[int(first, 16) + i] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    return table


def _letter(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    return bytes([int(code, 8)]) if code.isdigit() else LETTERS.get(code, code)
