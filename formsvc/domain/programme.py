"""One programme: its name, people to turn to, rhythm and questionnaire, as ``programme.toml`` says."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from formsvc.domain.cycle import Calendar
from formsvc.domain.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Contact:
    """A named person or team that people can write to."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somewhere to turn now: who, how, when and for whom."""

    name: str
    how: str
    when: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a mentee agrees to before joining; the version is stored with the consent (P1)."""

    version: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that makes one programme different from another."""

    name: str
    organisation: str
    contact: Contact
    calendar: Calendar
    timezone: ZoneInfo
    agreement: Agreement
    help_lines: tuple[HelpLine, ...]
    help_lines_checked: str
    site_url: str
    questionnaire: Questionnaire
