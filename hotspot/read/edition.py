"""An earlier public edition: its tables and layers as they were published."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.read.run.entry import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORD, KIND, TOOL = "publish.json", "publish", "hotspot"
LARGEST_BYTES = 500_000_000
READ = (".csv", ".geojson")
NAME_ONE = "name the folder of an edition that 'hotspot publish' has written"


def read_edition(folder: str) -> Mapping[str, str]:
    """Return the texts of the edition in `folder` by the name of their file.

    Each file has to be as it was published: InputError for one that is missing or changed, and for a folder
    that holds no edition.
    """
    place = Path(folder)
    record = read_json(
        _content(place / RECORD), str(place / RECORD), kind="record of an edition", to_do=NAME_ONE
    )
    if not isinstance(record.value, dict) or (record.value.get("tool"), record.value.get("kind")) != (
        TOOL,
        KIND,
    ):
        raise InputError(str(place / RECORD), "it is no record of an edition", NAME_ONE)
    texts = {}
    for name, said in record.at("outputs").pairs():
        if name != Path(name).name:
            raise InputError(str(place / RECORD), "it names a file outside its folder", NAME_ONE)
        if not name.endswith(READ):
            continue
        content = _content(place / name)
        if hashlib.sha256(content).hexdigest() != said.text():
            what = f"the file is not as it was published (its SHA-256 is not that in {RECORD})"
            raise InputError(str(place / name), what, "get the edition as it was published")
        texts[name] = content.decode("utf-8")
    return texts


def _content(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise InputError(str(path), "there is no such file", NAME_ONE)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(str(path), "it is larger than any file of an edition", NAME_ONE)
        return path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"it cannot be read ({error.strerror})", NAME_ONE) from None
