"""The file of what was fetched, as CSV, Parquet or GeoJSON, and a small record of where it came from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspot.errors import InputError, OutputError
from hotspot.write.atomic import publish, told, workshop
from hotspot.write.folder import TOOL, check_name
from hotspot.write.plain import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema.fetched import Cell, Fetched

FORMATS = (".csv", ".parquet", ".geojson")
LAYOUT = 1
PLACES = (("x", "y"), ("longitude", "latitude"), ("lon", "lat"))


def check_target(to: str) -> Path:
    """Return the file to write, if its ending is known and it is free or ours. Raises OutputError."""
    target = Path(to)
    check_name(to, flag="--to")
    if target.suffix.lower() not in FORMATS:
        what = f"'{target.name}' is no name that ends in {', '.join(FORMATS)}"
        raise OutputError("--to", what, "write a name such as --to incidents.parquet")
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise OutputError(to, "it is no plain file", "give another name with --to")
    if target.exists():
        record = earlier_record(target)
        if record is None or record["outputs"].get(target.name) != _sha256(target.read_bytes()):
            what = "it is there already, and not as hotspot fetch has written it"
            raise OutputError(to, what, "move it away, or give another name with --to")
    return target


def record_of(target: Path) -> Path:
    """Return where the record of a file lies.

    >>> record_of(Path("data/incidents.csv")).name
    'incidents.csv.source.json'
    """
    return target.with_name(target.name + ".source.json")


def earlier_record(target: Path) -> dict[str, Any] | None:
    """Return the record that lies beside the file; None where there is none of ours."""
    try:
        record = json.loads(record_of(target).read_bytes())
    except (OSError, ValueError):
        return None
    ours = isinstance(record, dict) and record.get("kind") == "fetch" and record.get("layout") == LAYOUT
    return record if ours and isinstance(record.get("outputs"), dict) else None


def earlier_rows(target: Path) -> tuple[Mapping[str, Cell], ...]:
    """Read back what an earlier fetch wrote into the file. Raises InputError."""
    try:
        match target.suffix.lower():
            case ".csv":
                with target.open(encoding="utf-8", newline="") as file:
                    return tuple(
                        {name: value or None for name, value in row.items()} for row in csv.DictReader(file)
                    )
            case ".parquet":
                import pyarrow.parquet as pq  # noqa: PLC0415 - slow, only where it is needed

                return tuple(pq.read_table(target).to_pylist())
            case _:
                features = json.loads(target.read_bytes())["features"]
                return tuple(feature["properties"] for feature in features)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(str(target), "it cannot be read back", "fetch all of it again") from error


def write_fetched(fetched: Fetched, target: Path, *, date: str) -> tuple[Path, ...]:
    """Write the file and its record, both or none; `date` is the day of the fetch. Raises OutputError."""
    content = _content(fetched, target.suffix.lower())
    record = as_json(record_content(fetched, date=date) | {"outputs": {target.name: _sha256(content)}})
    with workshop(target.parent) as new:
        with told(target.parent):
            (new / target.name).write_bytes(content)
            (new / record_of(target).name).write_text(record, encoding="utf-8", newline="\n")
        return publish(new, target.parent, [target.name, record_of(target).name])


def record_content(fetched: Fetched, *, date: str) -> dict[str, Any]:
    """Return what the record says: whence, what was asked, when, and whether the numbers add up."""
    return {
        "tool": TOOL,
        "kind": "fetch",
        "layout": LAYOUT,
        "protocol": fetched.protocol,
        "address": fetched.address,
        "name": fetched.name,
        "asked": dict(fetched.asked),
        "fetched_on": date,
        "rows": len(fetched.rows),
        "rows_of_earlier_fetches": fetched.earlier,
        "server_count": {"before": fetched.before, "after": fetched.after},
        "adds_up": fetched.adds_up,
        "repeated": fetched.repeated,
        "gone": fetched.gone,
        "id_column": fetched.id_column,
        "last_id": last_id(fetched.rows, fetched.id_column),
        "columns": list(fetched.columns()),
    }


def last_id(rows: Sequence[Mapping[str, Cell]], column: str) -> int | None:
    """Return the greatest id, where ids are whole numbers."""
    ids = [str(row.get(column) or "") for row in rows]
    return max((int(one) for one in ids if one.isdigit()), default=None) if column else None


def _content(fetched: Fetched, ending: str) -> bytes:
    columns = fetched.columns()
    if ending == ".csv":
        return _csv(fetched.rows, columns)
    if ending == ".geojson":
        return _geojson(fetched.rows, columns)
    return _parquet(fetched.rows, columns)


def _csv(rows: Sequence[Mapping[str, Cell]], columns: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if row.get(name) is None else row[name] for name in columns] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _parquet(rows: Sequence[Mapping[str, Cell]], columns: Sequence[str]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - slow, only where it is needed
    import pyarrow.parquet as pq  # noqa: PLC0415

    arrays = [_array([row.get(name) for row in rows]) for name in columns]
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays, names=list(columns)), out, compression="zstd")
    return bytes(out.getvalue().to_pybytes())


def _array(values: list[Cell]) -> Any:
    """Return a column; where kinds of values are mixed, all become text."""
    import pyarrow as pa  # noqa: PLC0415 - slow, only where it is needed

    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())


def _geojson(rows: Sequence[Mapping[str, Cell]], columns: Sequence[str]) -> bytes:
    """Return points in longitude and latitude; a row without a place keeps its values and has no geometry."""
    by_key = {name.casefold(): name for name in columns}
    x, y = next(((by_key[x], by_key[y]) for x, y in PLACES if x in by_key and y in by_key), ("", ""))
    features = [
        {"type": "Feature", "geometry": _point(row.get(x), row.get(y)), "properties": dict(row)}
        for row in rows
    ]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8", "replace") + b"\n"


def _point(x: Cell, y: Cell) -> dict[str, Any] | None:
    try:
        return {"type": "Point", "coordinates": [float(x), float(y)]}  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
