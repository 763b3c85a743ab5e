"""Read the made CSV with Hotspot's reader and say what it holds: `hotspot_read.py CSV JSON`."""

import json
import sys
from pathlib import Path

from hotspot.read import IncidentQuestion, read_incidents

incidents = read_incidents([sys.argv[1]], IncidentQuestion())
start = incidents.frame["start"]
found = {
    "rows": incidents.rows.read,
    "types": int(incidents.frame["type"].nunique()),
    "first": str(start.min()),
    "last": str(start.max()),
}
Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
