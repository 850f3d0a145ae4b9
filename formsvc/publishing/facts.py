"""Facts of the programme as Markdown, for the marked places of the site's pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from formsvc.domain.programme import Contact, HelpLine, Programme
from formsvc.publishing.retention import retention_table
from formsvc.publishing.seeing import table

_MONTHS = {1: "month", 2: "two months", 3: "three months", 4: "four months", 6: "six months", 12: "year"}
_NUMBER = re.compile(r"\d[\d ]+\d")
_IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def months_in_words(months: int) -> str:
    """Return a cadence as it follows "every": two months, year."""
    return _MONTHS.get(months, f"{months} months")


def number_in_words(number: int) -> str:
    """Return a number as running text has it: in words up to ten."""
    return _IN_WORDS[number] if number < len(_IN_WORDS) else str(number)


def _contact(programme: Programme) -> str:
    return f"Write to {_mail(programme.contact)}."


def _who_runs_it(programme: Programme) -> str:
    return (
        f"**{programme.name}** is run by **{programme.organisation}**, which decides why and how personal\n"
        f"data are used here (the *controller*). For questions about the programme, write to\n"
        f"{_mail(programme.contact)}."
    )


def _apply(programme: Programme) -> str:
    return (
        '<a class="md-button md-button--primary" href="/forms/apply/mentee">Apply as a mentee</a>\n'
        '<a class="md-button" href="/forms/apply/mentor">Apply as a mentor</a>\n\n'
        f"Is the form of no use to you? Write to **{programme.contact.email}**, "
        f"read by {programme.contact.name}."
    )


def _concerns(programme: Programme) -> str:
    lead = programme.concerns
    phone = f", or ring {_telephone(lead.phone)}" if lead.phone else ""
    return (
        f"**{lead.name}**, {lead.role}: write to [{lead.email}](mailto:{lead.email}){phone}.\n\n"
        f"{lead.name} is neither a coordinator nor a mentor in this programme."
    )


def _data_protection(programme: Programme) -> str:
    return f"Write to {_mail(programme.data_protection.contact)}."


def _lawful_basis(programme: Programme) -> str:
    return f"Our legal basis is {programme.data_protection.lawful_basis}."


def _accessibility_contact(programme: Programme) -> str:
    days = number_in_words(programme.accessibility.answer_within_days)
    return (
        f"Write to {_mail(programme.accessibility.contact)}. Say which page it is and what gets in your way. "
        f"You get\nan answer within {days} working days."
    )


def _accessibility_dates(programme: Programme) -> str:
    statement = programme.accessibility
    return (
        f"This statement was prepared in {statement.prepared}. It was last reviewed in {statement.reviewed}."
    )


def _help_lines(programme: Programme) -> str:
    return "\n".join(f"- {_help_line(line)}" for line in programme.help_lines)


def _help_line(line: HelpLine) -> str:
    how = _NUMBER.sub(lambda number: _telephone(number[0]), line.how)
    note = f" {line.note}" if line.note else ""
    return f"**{line.name}:** {how}, {line.when}.{note}"


def _help_checked(programme: Programme) -> str:
    return f"We last checked these in {programme.help_lines_checked}."


def _agreement(programme: Programme) -> str:
    points = "\n".join(f"- {point}" for point in programme.agreement.points)
    return f"{points}\n\nThis is version {programme.agreement.version} of the agreement."


def _rhythm(programme: Programme) -> str:
    calendar = programme.calendar
    if calendar.is_fixed:
        return (
            f"A questionnaire opens for everyone on the same day, about every "
            f"{months_in_words(calendar.cadence_months)}.\nYou have {calendar.due_after_days} days "
            f"to send it, and it stays open until the next one."
        )
    return (
        f"A questionnaire opens every {months_in_words(calendar.cadence_months)}. You have "
        f"{calendar.due_after_days} days to send it, and it stays\nopen until the next one."
    )


FACTS: dict[str, Callable[[Programme], str]] = {
    "accessibility-contact": _accessibility_contact,
    "accessibility-dates": _accessibility_dates,
    "agreement": _agreement,
    "apply": _apply,
    "concerns": _concerns,
    "contact": _contact,
    "data-protection": _data_protection,
    "help-checked": _help_checked,
    "help-lines": _help_lines,
    "lawful-basis": _lawful_basis,
    "retention": retention_table,
    "rhythm": _rhythm,
    "who-can-see-what": lambda _programme: table(),
    "who-runs-it": _who_runs_it,
}
"""What a page may ask for between ``<!-- programme: NAME -->`` and ``<!-- end -->``."""


def _mail(contact: Contact) -> str:
    """Return an address to read and copy: on paper or a ward computer no link opens a mail program."""
    return f"[{contact.email}](mailto:{contact.email}) ({contact.name})"


def _telephone(number: str) -> str:
    return f"[{number}](tel:{number.replace(' ', '')})"
