"""One programme: its name, people to turn to, rhythm and questionnaire, as ``programme.toml`` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from formsvc.domain.cycle import Calendar
from formsvc.domain.evaluation import Evaluation
from formsvc.domain.questionnaire import Questionnaire
from formsvc.domain.retention import Retention
from formsvc.domain.workplace import PairingRules


@dataclass(frozen=True, slots=True)
class Contact:
    """A named person or team that people can write to."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class ConcernsLead:
    """Who hears a concern about the programme, and is neither its coordinator nor a mentor in it."""

    name: str
    role: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class DataProtection:
    """Who answers for personal data, and the legal basis that the organisation has chosen."""

    contact: Contact
    lawful_basis: str


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What the accessibility statement says of this programme; days are working days."""

    contact: Contact
    answer_within_days: int
    prepared: str
    reviewed: str


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
    concerns: ConcernsLead
    data_protection: DataProtection
    accessibility: Accessibility
    calendar: Calendar
    timezone: ZoneInfo
    agreement: Agreement
    help_lines: tuple[HelpLine, ...]
    help_lines_checked: str
    site_url: str
    questionnaire: Questionnaire
    pairing: PairingRules = field(default_factory=PairingRules)
    evaluation: Evaluation | None = None
    retention: Retention = field(default_factory=Retention)
    changeovers: tuple[date, ...] = ()
