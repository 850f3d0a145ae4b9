"""The public page "The questionnaire", written from ``programme.toml`` so that it can't drift."""

from __future__ import annotations

from collections.abc import Iterator

from formsvc.domain.programme import Programme
from formsvc.domain.questionnaire import Kind, Question, Section
from formsvc.publishing.facts import months_in_words, number_in_words

_HEAD = """---
title: The questionnaire
description: Every question that you are asked every {months}, to read before you decide to take part.
---

<!-- Written from programme.toml by `make site-pages`. Change it there. -->

# The questionnaire

You answer these {count} sections every {months}. It takes about twenty minutes. You can stop at any
point and come back: each page is saved when you go on.

"""
_FOOT = """
Write nothing that could identify a patient. [What not to write](for-mentees.md#what-not-to-write) says more.

**Next:** read [how to write usefully](for-mentees.md) in twenty minutes.
"""


def page_of(programme: Programme) -> str:
    """Return the whole page as Markdown."""
    sections = programme.questionnaire.sections
    months = months_in_words(programme.calendar.cadence_months)
    parts = [part for number, section in enumerate(sections, start=1) for part in _section(number, section)]
    return _HEAD.format(months=months, count=number_in_words(len(sections))) + "\n".join(parts) + _FOOT


def _section(number: int, section: Section) -> Iterator[str]:
    yield f"## {number}. {section.title}\n"
    if section.intro:
        yield f"{section.intro}\n"
    for question in section.questions:
        yield f"**{question.label}**\n"
        yield f"{_how(question)}{' ' + question.hint if question.hint else ''}\n"


def _how(question: Question) -> str:
    optional = "" if question.required or question.min_items else "You may leave this out."
    if question.kind is Kind.RATING:
        words = ", ".join(f"{number} {word.lower()}" for number, word in enumerate(question.words, start=1))
        return f"You choose one: {words}.{' ' + optional if optional else ''}"
    if question.kind is Kind.ITEMS and question.min_items:
        return f"At least {number_in_words(question.min_items)}, as a list."
    kind = "A list." if question.kind is Kind.ITEMS else "In your own words."
    return f"{kind}{' ' + optional if optional else ''}"
