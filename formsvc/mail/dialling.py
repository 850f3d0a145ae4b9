"""Telephone numbers in a help line, made to be tapped on a phone."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_NUMBER = re.compile(r"(\d[\d ]+\d)")


def dialled(text: str) -> Markup:
    """Return a text as HTML with a link to ring on each number in it."""
    parts = (
        Markup('<a href="tel:{}">{}</a>').format(part.replace(" ", ""), part)
        if _NUMBER.fullmatch(part)
        else escape(part)
        for part in _NUMBER.split(text)
    )
    return Markup("").join(parts)
