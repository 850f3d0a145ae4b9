"""Reading a TOML file key by key, so that every fault names its file, line, key and mend."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=")
T = TypeVar("T")


def line_numbers(text: str) -> dict[str, int]:
    """Return the line of every table and key: ``questionnaire.sections[0].id`` to 12."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _placed(header[2], counts, opens=header[1] == "[[")
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{table}.{key[1]}" if table else key[1], number)
    return lines


def _placed(dotted: str, counts: dict[str, int], *, opens: bool) -> str:
    """Return a header's path with the index of each array of tables that it lies in."""
    place = ""
    parts = dotted.split(".")
    for at, part in enumerate(parts):
        place = f"{place}.{part}" if place else part
        if opens and at == len(parts) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = f"{place}[{counts[place]}]"
    return place


@dataclass
class Reading:
    """The faults so far, and where each key stands."""

    name: str
    lines: dict[str, int]
    faults: list[str] = field(default_factory=list)

    def fault(self, place: str, sentence: str) -> None:
        """Note a fault of one key."""
        known = place
        while known not in self.lines and known:
            known = known.rpartition(".")[0]
        line = f", line {self.lines[known]}" if known in self.lines else ""
        self.faults.append(f"{self.name}{line}, {place}: {sentence}")


class Table:
    """One table of the file, read key by key; what nobody read is a wrong key."""

    def __init__(self, reading: Reading, content: dict[str, Any], place: str) -> None:
        """Take the table's content and where in the file it stands."""
        self.reading = reading
        self.content = content
        self.place = place
        self.read: set[str] = set()

    def at(self, key: str) -> str:
        """Return a key's whole path."""
        return f"{self.place}.{key}" if self.place else key

    def fault(self, key: str, sentence: str) -> None:
        """Note a fault of one key of this table."""
        self.reading.fault(self.at(key), sentence)

    def take(self, key: str, kind: type[T], default: T, *, needed: str = "") -> T:
        """Return a value of one type; a missing or wrong one is a fault, and gives the default."""
        self.read.add(key)
        found = self.content.get(key)
        if found is None:
            if needed:
                self.fault(key, f"this key is missing. {needed}")
            return default
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            self.fault(key, f"this must be {_KINDS_IN_WORDS[kind]}.")
            return default
        return found

    def text(self, key: str, *, needed: str = "") -> str:
        """Return a text; with ``needed`` (what to write), a missing or empty one is a fault."""
        found = self.take(key, str, "", needed=needed)
        if needed and key in self.content and isinstance(self.content[key], str) and not found.strip():
            self.fault(key, f"this is empty. {needed}")
        return found

    def number(self, key: str, default: int, least: int, most: int) -> int:
        """Return a whole number within its range."""
        found = self.take(key, int, default)
        if not least <= found <= most:
            self.fault(key, f"{found} is out of range. Write a number from {least} to {most}.")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self.take(key, list, [])
        if not all(isinstance(each, str) and each.strip() for each in found):
            self.fault(key, "each entry must be a text in quotation marks.")
            return ()
        return tuple(found)

    def days(self, key: str) -> tuple[date, ...]:
        """Return a list of dates."""
        found = self.take(key, list, [])
        if not all(type(each) is date for each in found):
            self.fault(key, "each entry must be a date without quotation marks, such as 2026-08-05.")
            return ()
        return tuple(found)

    def table(self, key: str, *, needed: str) -> Table:
        """Return a table within this one."""
        return Table(self.reading, self.take(key, dict, {}, needed=needed), self.at(key))

    def tables(self, key: str, *, needed: str = "") -> Iterator[Table]:
        """Yield each of an array of tables."""
        for number, content in enumerate(self.take(key, list, [], needed=needed)):
            place = f"{self.at(key)}[{number}]"
            if isinstance(content, dict):
                yield Table(self.reading, content, place)
            else:
                self.reading.fault(place, f"this must be a table: start it with [[{self.at(key)}]].")

    def finish(self) -> None:
        """Name every key that nothing read, with the nearest one that is known."""
        for key in self.content.keys() - self.read:
            near = difflib.get_close_matches(key, self.read, n=1)
            known = f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(sorted(self.read))}."
            self.fault(key, f"nothing is called that here. {known}")


_KINDS_IN_WORDS = {
    str: "a text in quotation marks",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}
