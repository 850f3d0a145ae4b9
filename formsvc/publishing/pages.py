"""The site's pages, with everything that comes from ``programme.toml`` written afresh.

A page marks the place: ``<!-- programme: contact -->`` … ``<!-- end -->``. What stands between is
ours, the rest is its author's. The page of the questionnaire is wholly written.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from formsvc.domain.errors import MentorpostError
from formsvc.domain.programme import Programme
from formsvc.publishing.facts import FACTS
from formsvc.publishing.frame import site_footer
from formsvc.publishing.questionnaire import page_of

QUESTIONNAIRE = Path("docs/take-part/questionnaire.md")
CONFIGURATION = Path("mkdocs.yml")
_PLACE = re.compile(r"(<!-- programme: ([\w-]+) -->\n)(?:.*?\n)??(<!-- end -->)", re.DOTALL)


def fresh_pages(programme: Programme, root: Path) -> dict[Path, str]:
    """Return the text of every file that would change, by its path from the root.

    Raises MentorpostError when a page asks for a fact that nobody knows.
    """
    written = {QUESTIONNAIRE: page_of(programme)}
    for page in sorted((root / "docs").rglob("*.md")):
        path = page.relative_to(root)
        written.setdefault(path, with_facts(page.read_text(encoding="utf-8"), programme, str(path)))
    configuration = root / CONFIGURATION
    if configuration.is_file():
        written[CONFIGURATION] = _configured(configuration.read_text(encoding="utf-8"), programme)
    return {path: text for path, text in written.items() if _now(root / path) != text}


def with_facts(text: str, programme: Programme, name: str) -> str:
    """Return a page with each marked place filled; raises MentorpostError naming an unknown one."""

    def filled(place: re.Match[str]) -> str:
        if place[2] not in FACTS:
            raise MentorpostError(
                f'{name}: the programme has no fact "{place[2]}". Write one of: {", ".join(FACTS)}.'
            )
        return f"{place[1]}\n{FACTS[place[2]](programme)}\n\n{place[3]}"

    return _PLACE.sub(filled, text)


def _configured(text: str, programme: Programme) -> str:
    lines = {
        "site_name": programme.name,
        "site_url": f"{programme.site_url}/",
        "copyright": site_footer(programme),
    }

    def written(line: re.Match[str]) -> str:
        quoted = json.dumps(lines[line[1]], ensure_ascii=False)  # a JSON string is a YAML string
        return f"{line[1]}: {quoted}"

    return re.sub(rf"^({'|'.join(lines)}): .*$", written, text, flags=re.MULTILINE)


def _now(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
