"""Names without a title, pointed at only where something that patients meet with stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from formsvc.domain.screening.eponyms import EPONYMS
from formsvc.domain.screening.given_names import ALSO_WORDS, GIVEN_NAMES
from formsvc.domain.screening.known_words import INSTITUTIONS, NOT_NAMES, is_a_drug, is_a_thing, is_a_word
from formsvc.domain.screening.language import MOST_WEIGHED, finds, sentence_at
from formsvc.domain.screening.name_shapes import shaped
from formsvc.domain.screening.weighing import is_about_somebody_ill, said_beside, weight_of

_SURNAME = r"(?:Mc|Mac|O'|D'|Fitz)?[A-Z][a-z]+(?:-[A-Z][a-z]+)?"
_GIVEN = GIVEN_NAMES - NOT_NAMES
_ONLY_NAMES = GIVEN_NAMES - ALSO_WORDS - EPONYMS - NOT_NAMES
_CANDIDATE = re.compile(
    rf"(?<![\w.@'-])(?P<given>(?:Mc|Mac|O'|D'|Fitz)?[A-Z][a-z]+(?:-[A-Z][a-z]+)?)(?!\w)(?:(?= (?P<surname>{_SURNAME}|[A-Z]\.?(?!\w))(?!@)))?(?!@)"
)
_LIKELY, _SURELY = -2, -4
_MID_SENTENCE = re.compile(rf"(?<=[a-z,;(:] )(?P<given>{_SURNAME})(?!\w|-|@)")
_PLACED = re.compile(r"(?<!\w)(?:on|from|in|to|at|near|via|using|the)(?: the)? $", re.IGNORECASE)
_FULL = re.compile(
    rf"(?<=[a-z,;(:] ){_SURNAME} {_SURNAME}(?!\w|-|@|'s)(?! (?:Hospital|Road|Street|Unit|Ward|College|University|Infirmary|Trust|score|repair|technique|sign|syndrome|disease|procedure|fracture|patch|method))"
)
_IN_SMALL_LETTERS = re.compile(
    r"(?<!\w)(?:patient|pt|lady|woman|man|gentleman|boy|girl|child|baby|chap|bloke|lad),? (?:(?:called|named|was|is) )?(?P<name>(?P<given>[a-z]{3,})(?: (?!was|had|who|and|with|is|has|in|on|from|came|died|needed|said|the|a|an|refus|bled|arrest|kept|went|got|did|told|ask)[a-z]{3,}(?= (?:had|was|died|came|bled|needed|with)))?)(?!\w)"
)
_SMALL_WORD = re.compile(r"(?<![\w.@'-])[a-z]{4,}(?![\w@-])")


def bare_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where names of patients and relatives stand without a title."""
    for rule in (_given, _unknown, _in_full, _small_names, _said_in_passing, shaped):
        yield from rule(text)


def _given(text: str) -> Iterator[tuple[int, int]]:
    """Yield first names and full names that something only patients meet with happens to."""
    named = (match for match in _CANDIDATE.finditer(text) if match["given"].casefold() in _GIVEN)
    for match in islice(named, MOST_WEIGHED):
        if is_a_thing(text, match):
            continue
        end = _end_of_surname(match)
        start, stop = sentence_at(text, match.start())
        before, after = text[start : match.start()], text[end:stop]
        weight = weight_of(before, after)
        sure = match["given"].casefold() not in ALSO_WORDS or (
            end > match.end("given") and match.start() > start
        )
        if weight < 0 or (not weight and sure and is_about_somebody_ill(before + " " + after)):
            yield match.start(), end


def _unknown(text: str) -> Iterator[tuple[int, int]]:
    """Yield capitalised words, no known word or thing, that much says are patients."""
    for match in finds(_MID_SENTENCE, text):
        if is_a_word(match["given"]) or is_a_thing(text, match) or is_a_drug(match["given"]):
            continue
        start, stop = sentence_at(text, match.start())
        before, after = text[start : match.start("given")], text[match.end() : stop]
        weight = said_beside(before, after)
        placed = _PLACED.search(text[max(0, match.start("given") - 8) : match.start("given")])
        if placed and weight > _SURELY:
            continue
        if weight <= _SURELY or (weight <= _LIKELY and is_about_somebody_ill(before + " " + after)):
            yield match.span("given")


def _in_full(text: str) -> Iterator[tuple[int, int]]:
    """Yield two capitalised words together, neither known, in a sentence about somebody ill."""
    for match in finds(_FULL, text):
        if any(is_a_word(word) or word.casefold() in INSTITUTIONS for word in match[0].split()):
            continue
        start, stop = sentence_at(text, match.start())
        before, after = text[start : match.start()], text[match.end() : stop]
        if said_beside(before, after) <= 0 and is_about_somebody_ill(before + " " + after):
            yield match.span()


def _end_of_surname(match: re.Match[str]) -> int:
    surname = match["surname"]
    if not surname or surname.casefold() in NOT_NAMES:
        return match.end("given")
    return match.end("surname")


def _small_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield first names in small letters right after a word for a patient."""
    for match in finds(_IN_SMALL_LETTERS, text):
        if match["given"] in GIVEN_NAMES and match["given"] not in ALSO_WORDS:
            yield match.span("name")


def _said_in_passing(text: str) -> Iterator[tuple[int, int]]:
    """Yield first names in small letters that something only patients meet with happens to."""
    named = (match for match in _SMALL_WORD.finditer(text) if match[0] in _ONLY_NAMES)
    for match in islice(named, MOST_WEIGHED):
        start, stop = sentence_at(text, match.start())
        if weight_of(text[start : match.start()], text[match.end() : stop]) < 0:
            yield match.span()
