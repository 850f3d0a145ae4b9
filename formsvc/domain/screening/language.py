"""Reading a text: marks and blanks as the rules know them, its sentences, and whole words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from formsvc.domain.screening.casing import calmed


def _plain_letter(letter: str) -> str:
    """Return a letter without its marks, as long as it remains one letter."""
    plain = unicodedata.normalize("NFKD", letter)[0]
    return _STRUCK.get(letter, plain if plain.isascii() else letter)


_STRUCK = {
    "\u0141": "L",
    "\u0142": "l",
    "\u00d8": "O",
    "\u00f8": "o",
    "\u0110": "D",
    "\u0111": "d",
    "\u0131": "i",
}
_SAME_LENGTH = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2212": "-",
        "\t": " ",
        **{chr(each): _plain_letter(chr(each)) for each in range(0xC0, 0x250)},
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    },
)

FAR = 300
MOST_WEIGHED = 300
"""How many finds of one shape are weighed by their sentence: more than any answer holds, and an end in time."""

_SENTENCE_END = re.compile(r"(?<![A-Z][a-z])(?<!\bMrs)(?<!\bno)(?<!\bpt)(?<![A-Z])[.!?]+(?=\s|$)|\n+")


def normal(text: str) -> str:
    """Return the text with marks, digits and capitals as the rules know them; its length stays the same."""
    return calmed(text.translate(_SAME_LENGTH))


@lru_cache(maxsize=64)
def _ends(text: str) -> tuple[int, ...]:
    return (0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text))


def sentence_at(text: str, at: int) -> tuple[int, int]:
    """Return where the sentence around an offset begins and ends, at most ``FAR`` characters away."""
    ends = _ends(text)
    place = max(1, min(bisect_right(ends, at), len(ends) - 1))
    return max(ends[place - 1], at - FAR), min(ends[place], at + FAR)


def finds(rule: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the first finds of a shape, as many as are worth weighing."""
    return islice(rule.finditer(text), MOST_WEIGHED)


def pattern(words: str) -> re.Pattern[str]:
    """Return a compiled pattern of whole words, in any case."""
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
