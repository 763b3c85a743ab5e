"""What a server answered, as JSON; web pages, torn answers and errors dressed as answers are told apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hotspot.fetch.broken import ASK_OTHERWISE, BUSY, FAILED, GO_ON, BrokenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.fetch.line import Line

NO_LEAVE = frozenset({401, 403, 498, 499})  # 498 and 499 are ArcGIS's own, for a wrong token and for none
LONGEST = 200  # signs of what a server says about itself


def reader(line: Line, kind: type) -> Callable[[bytes], Any]:
    """Return what reads an answer of this server, which has to be a JSON object (dict) or array (list)."""

    def read(body: bytes) -> Any:
        if body.lstrip()[:1] == b"<":
            what = "it answers with a web page, not with data"
            raise line.refused(what, "give the address of the data itself, not of the page that shows them")
        try:
            answer = json.loads(body.decode("utf-8-sig"), parse_constant=lambda _: None)
        except (ValueError, RecursionError) as error:
            raise BrokenError(f"the answer is torn ({len(body):,} bytes)") from error
        if isinstance(answer, dict) and isinstance(answer.get("error"), (dict, bool, str)):
            _refuse(line, answer)
        if not isinstance(answer, kind):
            raise line.refused("it answers with something else than rows", "check the address")
        return answer

    return read


def _refuse(line: Line, answer: dict[str, Any]) -> None:
    """Raise for an error that came with status 200, the habit of ArcGIS."""
    error = answer["error"] if isinstance(answer["error"], dict) else answer
    code = error.get("code")
    said = " ".join(str(error.get("message") or "no reason given").split())[:LONGEST]
    if code in BUSY:
        raise BrokenError(f"it says: {said} ({code})", ASK_OTHERWISE if code == FAILED else GO_ON)
    if code in NO_LEAVE:
        to_do = "put a token that it accepts into the environment variable HOTSPOT_TOKEN"
        raise line.refused(f"it says: {said} ({code})", to_do)
    raise line.refused(f"it says: {said} ({code})", "check the address, --where and --fields")
