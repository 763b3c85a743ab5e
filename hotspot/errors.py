"""What can go wrong, as a tree; every message says where, what, and what to do.

HotspotError            exit code 1: the user can put it right
├── InputError          a file, a database or a value in it
│   └── MoreThanFitError    more than memory may hold one by one; asked again less apart (read/grouped)
├── ConfigError         config.yaml, --set, or an option's value
└── OutputError         the folder or a file to be written

Exceptions outside this tree, such as `Infeasible` of a search or `TooMuchError` of a server, are answers from
one function to another, which catches them; who calls a room meets this tree only.
"""

from __future__ import annotations


class HotspotError(Exception):
    """Something the user can put right; never shown as a traceback.

    >>> str(InputError("bad.csv", "no column 'lat'; it has lon, lot", "name yours with --lat"))
    "bad.csv: no column 'lat'; it has lon, lot. To do: name yours with --lat."
    """

    def __init__(self, where: str, what: str, to_do: str) -> None:
        """Keep the three parts: `where` it is, `what` is wrong (with the value), what `to_do`."""
        super().__init__(where, what, to_do)
        self.where, self.what, self.to_do = where, what, to_do

    def __str__(self) -> str:
        """Return the message as one line, whatever stands in a name or a value."""
        message = f"{self.where}: {self.what.rstrip('.')}. To do: {self.to_do.rstrip('.')}."
        return " ".join(message.split())


class InputError(HotspotError):
    """An input file, database or value that cannot be used."""


class ConfigError(HotspotError):
    """A setting that cannot be used."""


class OutputError(HotspotError):
    """A result that cannot be written."""
