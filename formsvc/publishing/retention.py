"""The table "how long things are kept", from the programme and from the lives that the code gives (P4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from formsvc.domain.application import DECIDED_LIFE, UNCONFIRMED_LIFE, UNDECIDED_LIFE
from formsvc.domain.credentials import (
    ADDRESS_LINK_LIFE,
    DEVICE_LIFE,
    INVITATION_LIFE,
    SESSION_IDLE,
    SESSION_LIFE,
    SIGN_IN_LINK_LIFE,
)
from formsvc.domain.letters import GIVE_UP_AFTER
from formsvc.domain.programme import Programme
from formsvc.domain.retention import ERASED_AFTER
from formsvc.domain.returned import SENT_KEPT

_BY_ITSELF = "by itself"
_OPERATOR = "the operator"
_HEAD = "| What | How long | What ends it |\n|---|---|---|\n"


def retention_table(programme: Programme) -> str:
    """Return the whole table as Markdown."""
    rows = (*_of_people(programme), *_of_applicants(), *_of_letters(), *_of_signing_in(), *_of_us(programme))
    return _HEAD + "\n".join(f"| {what} | {how_long} | {end} |" for what, how_long, end in rows)


def _of_people(programme: Programme) -> Iterator[tuple[str, str, str]]:
    kept = programme.retention
    told = "; you are told a month before"
    yield (
        "Answers that you haven't sent",
        "until you send them, or the next questionnaire opens and you begin it",
        _BY_ITSELF,
    )
    yield (
        "Everything about you, when you leave",
        f"{ERASED_AFTER.days} days",
        "by itself, or at once when you say so",
    )
    yield (
        "Everything about you, with your answers, when you have no mentor any more",
        f"{_months(kept.unpaired_months)} after your last pairing ended{told}",
        "by itself, or you",
    )
    yield (
        "Everything about you, when you joined and got no mentor",
        f"{_months(kept.unpaired_months)} from joining{told}",
        "by itself, or you",
    )
    yield "Answers, name, address and dates while you have a mentor", "until you erase them or leave", "you"
    yield (
        "Who was invited and never joined",
        f"{_months(kept.invitation_months)} after the invitation ran out",
        _BY_ITSELF,
    )
    yield (
        "A mentor who has stepped back, and mentors nobody",
        f"{_months(kept.stepped_back_months)} from stepping back",
        "by itself, or the operator",
    )
    yield (
        "A coordinator who was taken out, or stepped down",
        f"{_months(kept.stepped_back_months)} from then",
        "by itself, or the operator",
    )


def _of_applicants() -> Iterator[tuple[str, str, str]]:
    years = UNDECIDED_LIFE.days // 365
    yield "An application whose address isn't confirmed", f"{UNCONFIRMED_LIFE.days} days", _BY_ITSELF
    yield (
        "An application that waits for a decision",
        f"until it is decided, {years} year at most",
        "by itself, or when a coordinator decides",
    )
    yield (
        "An application that was accepted or declined",
        f"{DECIDED_LIFE.days} days from the decision",
        _BY_ITSELF,
    )
    yield "An application that you took back", "until a coordinator has noted it", "at once then"


def _of_letters() -> Iterator[tuple[str, str, str]]:
    yield (
        "A letter that waits to be sent",
        f"until the mail server takes it, or for {GIVE_UP_AFTER.days} days of trying",
        _BY_ITSELF,
    )
    yield (
        "A letter that the mail server refused",
        "until the address is put right, or erasure",
        _OPERATOR,
    )
    yield (
        "A mentor's links: how a letter stands, away, stepping back",
        "until the cycle closes, and at least 28 days",
        _BY_ITSELF,
    )
    yield (
        "The link that opens what you sent by link only",
        "14 days from sending, or from your addition",
        "by itself, or when you take it back or leave",
    )
    yield (
        "The ledger of letters: numbers and states, with no person in it",
        "for as long as the programme runs",
        _OPERATOR,
    )
    yield from _of_what_comes_back()


def _of_what_comes_back() -> Iterator[tuple[str, str, str]]:
    yield (
        "What comes back: bounces, automatic and stray replies",
        "until the machine has read it, about a minute",
        _BY_ITSELF,
    )
    yield "Which address a letter went to, so that a bounce finds it", f"{SENT_KEPT.days} days", _BY_ITSELF
    yield (
        "That a letter to your address came back, and why",
        "until your address changes, or erasure",
        "you, or the operator",
    )


def _of_signing_in() -> Iterator[tuple[str, str, str]]:
    half_hour = f"{SIGN_IN_LINK_LIFE.seconds // 60} minutes; the note of it goes after 1 day"
    hours = ADDRESS_LINK_LIFE // timedelta(hours=1)
    yield "A sign-in that you began", half_hour, _BY_ITSELF
    yield "A code that your mentor asked for, to open what you sent by link only", half_hour, _BY_ITSELF
    yield "An invitation's link", f"{INVITATION_LIFE.days} days", _BY_ITSELF
    yield (
        "Being signed in",
        f"{SESSION_IDLE.seconds // 60} minutes without a click, {SESSION_LIFE.seconds // 3600} hours at most",
        "by itself, or when you sign out",
    )
    yield (
        "A device that you called your own",
        f"{DEVICE_LIFE.days} days",
        "by itself, or when you sign out of it",
    )
    yield (
        "A new address that you asked for",
        f"its link works for {hours} hours; the note of it goes when you sign in a week later",
        _BY_ITSELF,
    )
    yield (
        "The authenticator's secret, recovery codes",
        "until they are replaced, or erasure",
        "you, or the operator",
    )


def _of_us(programme: Programme) -> Iterator[tuple[str, str, str]]:
    kept = programme.retention
    yield "The evaluation: totals, and which links were used", "until it closes", _BY_ITSELF
    yield (
        "The evaluation's results: numbers of five and more",
        f"{_months(kept.evaluation_months)} from its closing",
        _BY_ITSELF,
    )
    yield "A link of the evaluation", "until it is used, or the evaluation closes", _BY_ITSELF
    yield (
        "What coordinators did: who, to whom and when, and no word of content",
        _months(kept.audit_months),
        _BY_ITSELF,
    )
    set_up = "as your operator sets it; we suggest 30 days"
    yield "The log of the service: no answer, address or code in it", set_up, _BY_ITSELF
    yield "Backups, encrypted", set_up, _BY_ITSELF


def _months(months: int) -> str:
    return "1 month" if months == 1 else f"{months} months"
