"""The public table "Who can see what", written from the one in ``domain/seeing.py``."""

from __future__ import annotations

from formsvc.domain.seeing import SIGHTS, Eye, Sight


def table() -> str:
    """Return the table as Markdown."""
    head = f"| What | {' | '.join(Eye)} |\n|{'---|' * (len(Eye) + 1)}"
    return "\n".join([head, *(_line(sight) for sight in SIGHTS)])


def _line(sight: Sight) -> str:
    cells = (_cell(sight, eye) for eye in Eye)
    return f"| {sight.what} | {' | '.join(cells)} |"


def _cell(sight: Sight, eye: Eye) -> str:
    said = sight.cells[eye]
    return f"**{said}**" if said == "no" and eye is Eye.COORDINATOR else said
