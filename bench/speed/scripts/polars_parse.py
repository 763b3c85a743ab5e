"""Parse the four columns of the made CSV with polars and say what they hold: `polars_parse.py CSV JSON`."""

import json
import sys
from pathlib import Path

import polars as pl

FORMAT = "%Y-%m-%d %H:%M:%S"

table = (
    pl.scan_csv(sys.argv[1])
    .select(pl.col("date").str.to_datetime(FORMAT), "type", "longitude", "latitude")
    .collect()
)
dates = table["date"]
found = {
    "rows": table.height,
    "types": table["type"].n_unique(),
    "first": str(dates.min()),
    "last": str(dates.max()),
}
Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
