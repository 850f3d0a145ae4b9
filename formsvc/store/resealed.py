"""What became of documents when they were sealed again with the newest key."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Resealed:
    """How many documents were looked at and sealed again; which are in use or damaged, and weren't."""

    seen: int = 0
    sealed: int = 0
    busy: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
