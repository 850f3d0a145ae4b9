"""The letters' templates, compiled once, with the styles written into them as they are loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from formsvc.domain.wording import begun, day_in_words, led_by, moment_in_words
from formsvc.mail.dialling import dialled
from formsvc.mail.picture import drawing_of

LETTERS = Path(__file__).parent / "letters"
_STYLES = "styles.html"
_USED = re.compile(r"\{\{ s\.(\w+) \}\}")


class InliningLoader(FileSystemLoader):
    """Puts each style in place of its name: once a template, and not in each letter."""

    def __init__(self, folder: Path) -> None:
        """Read the styles."""
        super().__init__(folder)
        module = Environment(loader=FileSystemLoader(folder), autoescape=True).get_template(_STYLES).module
        self._styles = {name: str(escape(value)) for name, value in vars(module).items() if name[0] != "_"}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template with its styles; raises KeyError for one that there isn't."""
        source, path, is_current = super().get_source(environment, template)
        return _USED.sub(lambda used: self._styles[used[1]], source), path, is_current


def letters_environment() -> Environment:
    """Return the environment of all letters."""
    environment = Environment(
        loader=InliningLoader(LETTERS),
        autoescape=select_autoescape(enabled_extensions=("html",), disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Any] = {
        "day": day_in_words,
        "moment": moment_in_words,
        "line_breaks": _with_line_breaks,
        "of": _numbered,
        "begun": begun,
        "led": led_by,
        "dialled": dialled,
        "drawing": lambda rating: drawing_of(rating.series, len(rating.question.words)),
    }
    environment.filters.update(filters)
    return environment


def _with_line_breaks(text: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in text.splitlines())


def _numbered(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
