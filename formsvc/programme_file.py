"""Reading ``programme.toml``: every fault at once, each with its file, line, key and mend."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from formsvc.domain.application import MOST_MENTEES
from formsvc.domain.cycle import Calendar
from formsvc.domain.errors import InputRefusedError, ProgrammeInvalidError
from formsvc.domain.people import checked_email
from formsvc.domain.programme import (
    Accessibility,
    Agreement,
    ConcernsLead,
    Contact,
    DataProtection,
    HelpLine,
    Programme,
)
from formsvc.domain.workplace import PairingRules, PlaceRule
from formsvc.evaluation_file import read_evaluation
from formsvc.questionnaire_file import read_questionnaire
from formsvc.toml_table import Reading, Table, line_numbers
from formsvc.year_file import read_changeovers, read_retention


def read_programme(path: Path) -> Programme:
    """Return the programme of a file; raises ProgrammeInvalidError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProgrammeInvalidError(
            [f"{path}: there is no such file. FORMSVC_PROGRAMME_FILE must name your programme.toml."]
        ) from None
    except (OSError, UnicodeDecodeError):
        raise ProgrammeInvalidError([f"{path}: can't be read. It must be a UTF-8 text file."]) from None
    return parse_programme(text, path.name)


def parse_programme(text: str, name: str) -> Programme:
    """Return the programme that a text describes; ``name`` is the file's, for the faults.

    Raises ProgrammeInvalidError with every fault.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProgrammeInvalidError([f"{name}: this isn't TOML: {error}."]) from None
    reading = Reading(name, line_numbers(text))
    root = Table(reading, content, "")
    programme = _programme(root)
    if reading.faults or programme is None:
        raise ProgrammeInvalidError(reading.faults)
    return programme


def _programme(root: Table) -> Programme | None:
    about = root.table("programme", needed="Write a [programme] table with name, organisation and site_url.")
    calendar = root.table(
        "calendar", needed="Write a [calendar] table with cadence_months and due_after_days."
    )
    helping = root.table("help", needed="Write a [help] table with the help lines and when you checked them.")
    agreement = _agreement(root)
    questionnaire = read_questionnaire(root)
    contact = _contact(about)
    lines = tuple(_help_line(line) for line in helping.tables("lines", needed="Name at least one help line."))
    programme = Programme(
        name=about.text("name", needed="Write the programme's name."),
        organisation=about.text("organisation", needed="Write who runs the programme."),
        contact=contact,
        concerns=_concerns(about, contact),
        data_protection=_data_protection(about),
        accessibility=_accessibility(about),
        calendar=_calendar(calendar),
        timezone=_timezone(about),
        agreement=agreement,
        help_lines=lines,
        help_lines_checked=helping.text(
            "checked", needed='Write when they were checked, such as "May 2027".'
        ),
        site_url=_address(about).rstrip("/"),
        questionnaire=questionnaire,
        evaluation=read_evaluation(root),
        retention=read_retention(root),
        pairing=_pairing(root),
        changeovers=read_changeovers(root),
    )
    for table in (about, calendar, helping, root):
        table.finish()
    return programme


def _address(about: Table) -> str:
    found = about.text(
        "site_url", needed="Write the public site's address, such as https://mentoring.example.org"
    )
    if found and not found.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        about.fault("site_url", "write an address that begins with https://")
    return found


def _timezone(about: Table) -> ZoneInfo:
    found = about.text("timezone", needed='Write a time zone, such as "Europe/London".')
    try:
        return ZoneInfo(found or "Europe/London")
    except (KeyError, ValueError, OSError):
        about.fault("timezone", f'"{found}" isn\'t a time zone. Write one such as "Europe/London".')
        return ZoneInfo("Europe/London")


def _contact(about: Table) -> Contact:
    table = about.table("contact", needed="Write a [programme.contact] table with name and email.")
    contact = _reached(table, "answers questions about the programme")
    table.finish()
    return contact


def _data_protection(about: Table) -> DataProtection:
    table = about.table(
        "data_protection",
        needed="Write a [programme.data_protection] table with name, email and lawful_basis.",
    )
    protection = DataProtection(
        contact=_reached(table, "answers questions and complaints about personal data"),
        lawful_basis=table.text("lawful_basis", needed="Write the legal basis that your organisation chose."),
    )
    table.finish()
    return protection


def _reached(table: Table, duty: str) -> Contact:
    return Contact(
        name=table.text("name", needed=f"Write who {duty}."),
        email=_email(table, f"Write the address that {duty}."),
    )


def _email(table: Table, needed: str) -> str:
    email = table.text("email", needed=needed)
    try:
        return checked_email(email) if email else ""
    except InputRefusedError:
        table.fault("email", f'"{email}" isn\'t an email address. Write one like name@example.org')
        return ""


def _concerns(about: Table, coordinator: Contact) -> ConcernsLead:
    table = about.table(
        "concerns",
        needed="Write a [programme.concerns] table, with name, role and email.",
    )
    contact = _reached(table, "hears concerns about the programme")
    if contact.email and contact.email == coordinator.email:
        table.fault("email", "whoever hears concerns can't be the coordinator. Write another person's.")
    lead = ConcernsLead(
        name=contact.name,
        role=table.text("role", needed='Write what they are, such as "concerns lead".'),
        email=contact.email,
        phone=table.text("phone"),
    )
    table.finish()
    return lead


def _accessibility(about: Table) -> Accessibility:
    table = about.table(
        "accessibility",
        needed="Write a [programme.accessibility] table: the law asks for a contact in the statement.",
    )
    month = 'such as "November 2026".'
    accessibility = Accessibility(
        contact=_reached(table, "helps people who can't use a page"),
        answer_within_days=table.number("answer_within_days", 5, 1, 30),
        prepared=table.text("prepared", needed=f"Write when the statement was prepared, {month}"),
        reviewed=table.text("reviewed", needed=f"Write when the statement was last reviewed, {month}"),
    )
    table.finish()
    return accessibility


def _calendar(table: Table) -> Calendar:
    cadence = table.number("cadence_months", 2, 1, 12)
    due_after = table.number("due_after_days", 14, 1, 365)
    if due_after >= cadence * 28:
        table.fault(
            "due_after_days", f"a questionnaire must be due before the next opens: less than {cadence * 28}."
        )
    return Calendar(cadence, due_after, _fixed_dates(table, due_after))


def _fixed_dates(table: Table, due_after: int) -> tuple[date, ...]:
    """Return the days on which the whole programme opens, none when everyone counts from their own start."""
    days = table.days("opens")
    for earlier, later in pairwise(days):
        if (later - earlier).days <= due_after:
            table.fault(
                "opens",
                f"{later} must lie more than {due_after} days after {earlier}: a questionnaire is due before "
                f"the next one opens. Put the dates in order, or lower due_after_days.",
            )
    return days


def _pairing(root: Table) -> PairingRules:
    table = root.table("pairing", needed="")
    rules = PairingRules(
        same_site=_place_rule(table, "same_site"),
        same_department=_place_rule(table, "same_department"),
        most_mentees=table.number("most_mentees", 0, 0, MOST_MENTEES),
        training_required=table.take("training_required", bool, default=True),
        training_lasts_months=table.number("training_lasts_months", 0, 0, 120),
    )
    table.finish()
    return rules


def _place_rule(table: Table, key: str) -> PlaceRule:
    found = table.take(key, str, PlaceRule.BOTH_AGREE.value)
    if found not in set(PlaceRule):
        table.fault(key, f'"{found}" isn\'t a rule. Write one of: {", ".join(PlaceRule)}.')
        return PlaceRule.BOTH_AGREE
    return PlaceRule(found)


def _agreement(root: Table) -> Agreement:
    table = root.table("agreement", needed="Write an [agreement] table with version and points.")
    version = table.text("version", needed='Write a version, such as "2026-11"; change it with the points.')
    points = table.texts("points")
    if not points:
        table.fault("points", "write at least one point that people agree to.")
    table.finish()
    return Agreement(version, points)


def _help_line(table: Table) -> HelpLine:
    line = HelpLine(
        name=table.text("name", needed="Write whose help line it is."),
        how=table.text("how", needed='Write how to reach it, such as "Call 116 123".'),
        when=table.text("when", needed='Write when it answers, such as "at any time".'),
        note=table.text("note"),
    )
    table.finish()
    return line
