"""One example of each letter, and six of the submission's, made by the real workflows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from formsvc.auth.links import hashed
from formsvc.domain.application import ApplicationState, Reason
from formsvc.domain.evaluation import Group
from formsvc.domain.letters import REMINDERS, Letter, LetterKind
from formsvc.domain.people import Role
from formsvc.domain.questionnaire import Answers
from formsvc.domain.submission import GoalStep, Update, Way
from formsvc.mail.compose import compose
from formsvc.store.protocol import EVALUATION
from formsvc.workflows.invitation import invite_person
from formsvc.workflows.letter_facts import write_letter, write_shared, write_submission, write_update
from formsvc.workflows.services import Services
from tests.domain.small_evaluation import ASKED
from tests.mail.full_programme import SENT_AT, full_services, send, usual_answers
from tests.store.examples import APPLICATION
from tests.workflows.small_programme import add_coordinator, add_mentor

RIGHT_TO_LEFT = "\u0647\u0644 \u064a\u0645\u0643\u0646\u0643 \u0645\u0633\u0627\u0639\u062f\u062a\u064a\u061f"
EMOJI = "Tired \U0001f634, but glad \U0001f469\U0001f3fd\u200d\u2695\ufe0f; cafe\u0301"
LONG = "This sentence stands for a long point of two months, and it goes on. " * 20
MARKUP = '<img src=x onerror="alert(1)"> & <style>*{display:none}</style> **bold** <!-- -->'
THREE_BEFORE: Sequence[Answers] = (
    {"training": 3, "balance": 4, "bad": ("No time to study", "Slow with the new system"), "goal_long": ""},
    {"training": 3, "bad": ("Slow with letters", "Again no time for studying!"), "goal_long": ""},
    {
        "training": 4,
        "balance": 3,
        "bad": ("I was short with a colleague", "The audit stalled"),
        "goal_long": "",
    },
)
FOURTH: Answers = {
    "training": 5,
    "balance": 2,
    "goal_short": "Present the audit at the regional meeting.",
    "goal_medium": "A fellowship abroad.",
    "bad": ("Still no time to study", "Two lists were cancelled"),
}
STEPS = {"goal_short": GoalStep.REACHED, "goal_medium": GoalStep.CHANGED}
_STUCK = {
    "mentee_name": "Mo Sample",
    "mentor_name": "Dr Ada Example",
    "cycle": "4",
    "reference": "K7QM-2XJ4",
    "reply": "There is no such mailbox (5.1.1).",
    "mentor_id": "mentor1",
}
_ANSWERED = {"cycle": "1", "reference": "K7QM-2XJ1"}


def long_answers() -> Answers:
    """Return twelve answers of which one alone has a hundred thousand characters."""
    sentence = "This sentence stands for a long account of two months. "
    return {**usual_answers(), "training_why": (sentence * 2000)[:100_000]}


def submission_letter(folder: Path, answers: Answers, cycle: int = 1) -> EmailMessage:
    """Compose the letter of a mentee's nth submission."""
    services, mentee = full_services(folder)
    for earlier in range(1, cycle):
        send(services, mentee, earlier, usual_answers())
    written = write_submission(services, send(services, mentee, cycle, answers))
    return compose(written.facts, written.envelope)


def by_email_letter(folder: Path) -> EmailMessage:
    """Compose a nearly empty letter where a machine reads what is sent back."""
    services, mentee = full_services(folder)
    written = write_submission(_reading(services), send(services, mentee, 1, {"training": 3}))
    return compose(written.facts, written.envelope)


def nudge_by_email(folder: Path) -> EmailMessage:
    """Compose a nudge where a machine reads what is sent back."""
    services, _ = full_services(folder)
    facts = {"mentee": "mentee1", "cycle": "1", "reference": "K7QM-2XJ1"}
    waiting = Letter(
        "letter1", LetterKind.NUDGE, "Dr Ada Example", "ada@example.org", SENT_AT, "mentor1", facts
    )
    written = write_letter(_reading(services), waiting)
    return compose(written.facts, written.envelope)


def _reading(services: Services) -> Services:
    return replace(services, return_address="returns@example.org", reads_returns=True)


def fourth_letter(folder: Path, *, shared: tuple[int, ...] | None = None) -> EmailMessage:
    """Compose a fourth letter: ratings move, goals come and go, a point returns in other words.

    With ``shared``, another mentor has mentored so far, and this one may know of these cycles alone.
    """
    services, mentee = full_services(folder)
    if shared is not None:
        old = replace(mentee.pairings[0], id="pairing0", ended=SENT_AT.date())
        new = replace(mentee.pairings[0], shared=shared)
        mentee = replace(mentee, pairings=(old, new))
        with services.store.hold(mentee.id):
            services.store.registry.save(mentee)
    for cycle, changed in enumerate(THREE_BEFORE, start=1):
        send(services, mentee, cycle, {**usual_answers(), **changed}, mentee.pairings[0].id)
    sent = replace(send(services, mentee, 4, {**usual_answers(), **FOURTH}), goal_steps=STEPS)
    written = write_submission(services, sent)
    return compose(written.facts, written.envelope)


def third_alike(folder: Path, text: str) -> EmailMessage:
    """Compose a third letter in which a goal turns into a text, and a point of that text comes again."""
    services, mentee = full_services(folder)
    alike = {**usual_answers(), "bad": (text, "No time")}
    for cycle in (1, 2):
        send(services, mentee, cycle, alike | {"bad": (text,)})
    sent = send(services, mentee, 3, alike | {"goal_short": text, "goal_long": text})
    written = write_submission(services, sent)
    return compose(written.facts, written.envelope)


def short_letter(folder: Path) -> EmailMessage:
    """Compose a second letter of the two-minute version, in which a rating fell."""
    services, mentee = full_services(folder)
    send(services, mentee, 1, usual_answers())
    little: Answers = {"training": 2, "balance": 2, "good": ("A kind word",), "bad": ("Too many nights",)}
    written = write_submission(services, replace(send(services, mentee, 2, little), short=True))
    return compose(written.facts, written.envelope)


def update_letter(folder: Path, text: str) -> EmailMessage:
    """Compose the letter of an update to a first submission."""
    services, mentee = full_services(folder)
    sent = send(services, mentee, 1, usual_answers())
    amended = replace(sent, update=Update(text=text, sent_at=SENT_AT, letter_id="update1"))
    written = write_update(services, amended)
    return compose(written.facts, written.envelope)


def _changed(folder: Path, change: str, day: str) -> EmailMessage:
    return letter(folder, LetterKind.STANDING_CHANGED, "mentee", {"change": change, "day": day})


def notice_letter(folder: Path, *, addition: bool = False) -> EmailMessage:
    """Compose the notice of a second submission that goes by link only, or of an addition to it."""
    services, mentee = full_services(folder)
    send(services, mentee, 1, usual_answers())
    sent = replace(send(services, mentee, 2, usual_answers()), way=Way.LINK)
    if not addition:
        written = write_submission(services, sent)
    else:
        added = Update(text="One thing more.", sent_at=sent.sent_at + timedelta(days=2), letter_id="update1")
        written = write_update(services, replace(sent, update=added))
    return compose(written.facts, written.envelope)


_ROUND = {"round": "round1", "opened_on": "2026-03-02", "closes_on": "2026-03-23"}


def evaluation_letter(folder: Path, group: Group) -> EmailMessage:
    """Compose the letter that asks one person of a group to answer the evaluation."""
    services, _ = full_services(folder)
    secret = "5ec4e7" * 10 + "5ec4"
    with services.store.hold(EVALUATION):
        services.store.evaluations.open(ASKED, {group: [f"{group}1"]})
        services.store.evaluations.note_asked(ASKED.id, group, [f"{group}1"], [hashed(secret)])
    person = services.store.registry.person(f"{group}1")
    waiting = Letter(
        id="letter1",
        kind=LetterKind.EVALUATION_INVITATION,
        to_name=person.name,
        to_email=person.email,
        created_at=SENT_AT,
        person_id=person.id,
        facts={**_ROUND, "group": group.value, "secret": secret},
    )
    written = write_letter(services, waiting)
    return compose(written.facts, written.envelope)


def shared_letter(folder: Path, way: Way = Way.EMAIL) -> EmailMessage:
    """Compose what a new mentor gets of a first submission that the mentee shares with them."""
    services, mentee = full_services(folder)
    sent = send(services, mentee, 1, usual_answers())
    added = Update(text=f"One thing more. {MARKUP}", sent_at=SENT_AT, letter_id="update1")
    other = add_mentor(services, "mentor2", "bertram@example.org")
    shared = replace(
        sent,
        pairing_id="pairing2",
        mentor_id=other.id,
        mentor_name="Mr Bertram Sample",
        mentor_email=other.email,
        letter_id="shared1",
        goes_at=SENT_AT + timedelta(days=61),
        way=way,
        update=added,
    )
    written = write_shared(services, shared)
    return compose(written.facts, written.envelope)


def _pairing(folder: Path, kind: LetterKind, to: str, **facts: str) -> EmailMessage:
    named = {"mentee": "mentee1", "mentor": "mentor1", "pairing": "pairing1", "earlier": ""}
    return letter(folder, kind, to, {**named, **facts})


def _declined(folder: Path, **facts: str) -> EmailMessage:
    said = {"by": "mentor", "supervises": "", "unbegun": "", **facts}
    return _pairing(folder, LetterKind.PAIRING_DECLINED_COORDINATOR, "coordinator", **said)


def letter(folder: Path, kind: LetterKind, to: str, facts: Mapping[str, str], of: str = "") -> EmailMessage:
    """Compose a letter that stands for itself; ``of`` is whose it is, when that isn't whom it goes to."""
    services, mentee = full_services(folder)
    if kind is LetterKind.MENTOR_ANSWERED:
        send(services, mentee, 1, usual_answers())
    person = add_coordinator(services) if to == "coordinator" else mentee
    if to == "mentor":
        person = services.store.registry.person("mentor1")
    waiting = Letter(
        id="letter1",
        kind=kind,
        to_name="" if to == "nobody" else person.name,
        to_email=person.email,
        created_at=SENT_AT,
        person_id=of or person.id,
        facts=facts,
    )
    written = write_letter(services, waiting)
    return compose(written.facts, written.envelope)


def application_letter(folder: Path, *, whose: str = "nobody", again: bool = False) -> EmailMessage:
    """Compose the letter that confirms an address: nobody's yet, or of somebody who takes part."""
    services, mentee = full_services(folder)
    email = {"mentee": mentee.email, "mentor": services.store.registry.person("mentor1").email}.get(
        whose, "ana@example.org"
    )
    if whose == "invited":
        invite_person(services, name="Ana Applicant", email=email, roles=frozenset({Role.MENTEE}))
    if again:
        earlier = replace(
            APPLICATION,
            id=services.store.applications.id_for(email, "earlier"),
            state=ApplicationState.NEW,
        )
        with services.store.hold(earlier.id):
            services.store.applications.save(earlier)
    facts = {"application": "application1", "secret": "5ec4e7"}
    waiting = Letter("letter1", LetterKind.APPLICATION_CONFIRM, "", email, SENT_AT, facts=facts)
    written = write_letter(services, waiting)
    return compose(written.facts, written.envelope)


EXAMPLES: Mapping[str, Callable[[Path], EmailMessage]] = {
    "submission_first": lambda folder: submission_letter(folder, usual_answers()),
    "submission_fourth": fourth_letter,
    "submission_fourth_unchanged": lambda folder: submission_letter(folder, usual_answers(), cycle=4),
    "submission_second_short": short_letter,
    "submission_second_to_a_new_mentor": lambda folder: fourth_letter(folder, shared=(2,)),
    "submission_nearly_empty": lambda folder: submission_letter(folder, {"training": 3}),
    "submission_right_to_left_and_emoji": lambda folder: submission_letter(
        folder,
        {**usual_answers(), "help": RIGHT_TO_LEFT, "balance_why": EMOJI, "good": (RIGHT_TO_LEFT, EMOJI)},
    ),
    "submission_markup": lambda folder: submission_letter(
        folder, {**usual_answers(), "help": MARKUP, "skills": (MARKUP, "plain"), "goal_long": MARKUP}
    ),
    "submission_third_markup": lambda folder: third_alike(folder, MARKUP),
    "submission_third_right_to_left": lambda folder: third_alike(folder, RIGHT_TO_LEFT),
    "submission_third_long": lambda folder: third_alike(folder, LONG),
    "update": lambda folder: update_letter(
        folder, f"One thing more.\nThe course has a place for me. {MARKUP}"
    ),
    "delayed_mentee": lambda folder: letter(folder, LetterKind.DELAYED_MENTEE, "mentee", _STUCK),
    "standing_changed_paused": lambda folder: _changed(folder, "paused", "2026-05-09"),
    "standing_changed_skipped": lambda folder: _changed(folder, "skipped", ""),
    "standing_changed_left": lambda folder: _changed(folder, "left", "2026-04-06"),
    "standing_changed_retired": lambda folder: _changed(folder, "retired", "2026-04-06"),
    "standing_changed_back": lambda folder: _changed(folder, "back", ""),
    "standing_changed_without_mentor": lambda folder: _changed(folder, "without_mentor", ""),
    **{
        kind.value: lambda folder, kind=kind: letter(  # type: ignore[misc]  # a default binds it
            folder, kind, "mentee", {"cycle": "1"}
        )
        for kind in sorted(REMINDERS)
    },
    "nudge": lambda folder: letter(
        folder,
        LetterKind.NUDGE,
        "mentor",
        {"mentee": "mentee1", "cycle": "1", "reference": "K7QM-2XJ1"},
    ),
    "nudge_by_email": nudge_by_email,
    "submission_by_email": by_email_letter,
    "nobody_reads": lambda folder: letter(
        folder, LetterKind.NOBODY_READS, "nobody", {"message_id": "<one.1@mail.example>"}
    ),
    "check_in": lambda folder: letter(folder, LetterKind.CHECK_IN, "mentee", {}),
    "erasure_soon": lambda folder: letter(
        folder, LetterKind.ERASURE_SOON, "mentee", {"since": "2026-03-09", "day": "2027-03-09"}
    ),
    "changeover": lambda folder: letter(
        folder, LetterKind.CHANGEOVER, "mentee", {"day": "2026-03-23", "again": ""}
    ),
    "changeover_again": lambda folder: letter(
        folder, LetterKind.CHANGEOVER, "mentor", {"day": "2026-03-23", "again": "yes"}
    ),
    "thanks_mentee": lambda folder: letter(folder, LetterKind.THANKS, "mentee", {"mentor": ""}),
    "thanks_mentor": lambda folder: letter(folder, LetterKind.THANKS, "mentor", {"mentor": "yes"}),
    "year_ended": lambda folder: letter(
        folder, LetterKind.YEAR_ENDED, "mentee", {"mentor_name": "Dr Ada Example"}
    ),
    "nothing_this_time": lambda folder: letter(
        folder, LetterKind.NOTHING_THIS_TIME, "mentor", {**_STUCK, "mentee_email": "mo@example.org"}
    ),
    "pairing_ended_left": lambda folder: letter(
        folder, LetterKind.PAIRING_ENDED, "mentor", {**_STUCK, "deleting": "yes"}
    ),
    "pairing_ended_changed": lambda folder: letter(
        folder, LetterKind.PAIRING_ENDED, "mentor", {**_STUCK, "deleting": ""}
    ),
    "pairing_ended_unbegun": lambda folder: letter(
        folder, LetterKind.PAIRING_ENDED, "mentor", {**_STUCK, "deleting": "", "unbegun": "yes"}
    ),
    "pairing_proposed": lambda folder: _pairing(folder, LetterKind.PAIRING_PROPOSED, "mentor"),
    "pairing_proposed_mentee": lambda folder: _pairing(folder, LetterKind.PAIRING_PROPOSED_MENTEE, "mentee"),
    "pairing_proposed_mentee_again": lambda folder: _pairing(
        folder, LetterKind.PAIRING_PROPOSED_MENTEE, "mentee", earlier="mentor1"
    ),
    "pairing_accepted": lambda folder: _pairing(folder, LetterKind.PAIRING_ACCEPTED, "mentee"),
    "pairing_declined": lambda folder: _pairing(folder, LetterKind.PAIRING_DECLINED, "mentee"),
    "pairing_declined_coordinator": _declined,
    "pairing_declined_coordinator_unbegun": lambda folder: _declined(folder, by="mentee", unbegun="yes"),
    "pairing_declined_coordinator_supervises": lambda folder: _declined(
        folder, supervises="yes", unbegun="yes"
    ),
    "shared": shared_letter,
    "shared_by_link": lambda folder: shared_letter(folder, Way.LINK),
    "pairing_ended_coordinator": lambda folder: letter(
        folder, LetterKind.PAIRING_ENDED_COORDINATOR, "coordinator", {**_STUCK, "left": ""}
    ),
    "notice": notice_letter,
    "notice_addition": lambda folder: notice_letter(folder, addition=True),
    "opening_code": lambda folder: letter(
        folder, LetterKind.OPENING_CODE, "mentee", {"request": "request1", "code": "K7QM-2XJD"}
    ),
    "invitation_mentee": lambda folder: letter(folder, LetterKind.INVITATION, "mentee", {"secret": "5ec4e7"}),
    "invitation_coordinator": lambda folder: letter(
        folder, LetterKind.INVITATION, "coordinator", {"secret": "5ec4e7"}
    ),
    "invitation_applied": lambda folder: letter(
        folder, LetterKind.INVITATION, "mentee", {"secret": "5ec4e7", "applied": "yes"}
    ),
    "welcome_mentor_applied": lambda folder: letter(
        folder, LetterKind.WELCOME_MENTOR, "mentee", {"applied": "yes"}
    ),
    "application_confirm": application_letter,
    "application_confirm_again": lambda folder: application_letter(folder, again=True),
    "application_confirm_mentee": lambda folder: application_letter(folder, whose="mentee"),
    "application_confirm_mentor": lambda folder: application_letter(folder, whose="mentor"),
    "application_confirm_invited": lambda folder: application_letter(folder, whose="invited"),
    "application_waiting_mentee": lambda folder: letter(
        folder,
        LetterKind.APPLICATION_WAITING,
        "mentee",
        {"role": "mentee", "until": "2027-03-09T09:00:00+00:00"},
    ),
    "application_waiting_mentor": lambda folder: letter(
        folder,
        LetterKind.APPLICATION_WAITING,
        "mentee",
        {"role": "mentor", "until": "2027-03-09T09:00:00+00:00"},
    ),
    **{
        f"application_declined_{reason}": lambda folder, reason=reason: letter(  # type: ignore[misc]  # as below
            folder, LetterKind.APPLICATION_DECLINED, "mentee", {"role": "mentee", "reason": reason}
        )
        for reason in Reason
    },
    "application_declined_mentor": lambda folder: letter(
        folder, LetterKind.APPLICATION_DECLINED, "mentee", {"role": "mentor", "reason": "no_place"}
    ),
    "digest": lambda folder: letter(
        folder,
        LetterKind.DIGEST,
        "coordinator",
        {
            "who": "Mo Sample, Una Invented, Wim Specimen and 2 more",
            "why": "1 person isn't reached by a letter; 1 pairing is silent; 3 questionnaires are late",
        },
    ),
    **{
        f"coordinator_changed_{name}": lambda folder, facts=facts, to=to: letter(  # type: ignore[misc]  # a default binds it
            folder, LetterKind.COORDINATOR_CHANGED, to, facts
        )
        for name, to, facts in (
            ("taken_out", "coordinator", {"who": "mentee1", "by": "mentor1", "back": ""}),
            ("taken_out_themselves", "mentee", {"who": "mentee1", "by": "mentor1", "back": ""}),
            ("stepped_down", "coordinator", {"who": "mentee1", "by": "mentee1", "back": ""}),
            ("stepped_down_themselves", "mentee", {"who": "mentee1", "by": "mentee1", "back": ""}),
            ("back", "coordinator", {"who": "mentee1", "by": "mentor1", "back": "yes"}),
            ("back_themselves", "mentee", {"who": "mentee1", "by": "mentor1", "back": "yes"}),
        )
    },
    "new_applications": lambda folder: letter(
        folder, LetterKind.NEW_APPLICATIONS, "coordinator", {"waiting": "3"}
    ),
    "new_applications_one": lambda folder: letter(
        folder, LetterKind.NEW_APPLICATIONS, "coordinator", {"waiting": "1"}
    ),
    "welcome_mentor": lambda folder: letter(folder, LetterKind.WELCOME_MENTOR, "mentee", {}),
    "sign_in": lambda folder: letter(
        folder, LetterKind.SIGN_IN, "nobody", {"request": "request1", "secret": "5ec4e7", "code": "K7QM-2XJD"}
    ),
    "factor_changed": lambda folder: letter(folder, LetterKind.FACTOR_CHANGED, "mentee", {}),
    "factor_changed_authenticator": lambda folder: letter(
        folder, LetterKind.FACTOR_CHANGED, "mentee", {"what": "authenticator"}
    ),
    "factor_changed_recovery_codes": lambda folder: letter(
        folder, LetterKind.FACTOR_CHANGED, "mentee", {"what": "recovery codes"}
    ),
    "address_asked": lambda folder: letter(folder, LetterKind.ADDRESS_ASKED, "mentee", {}),
    "address_confirm": lambda folder: letter(
        folder, LetterKind.ADDRESS_CONFIRM, "nobody", {"secret": "5ec4e7"}
    ),
    "address_changed": lambda folder: letter(folder, LetterKind.ADDRESS_CHANGED, "mentee", {}),
    "address_asked_letter": lambda folder: letter(
        folder, LetterKind.ADDRESS_ASKED, "mentor", {"road": "letter"}
    ),
    "address_asked_operator": lambda folder: letter(
        folder, LetterKind.ADDRESS_ASKED, "mentee", {"road": "operator"}
    ),
    "address_confirm_letter": lambda folder: letter(
        folder, LetterKind.ADDRESS_CONFIRM, "nobody", {"secret": "5ec4e7", "road": "letter"}, of="mentor1"
    ),
    "address_confirm_operator": lambda folder: letter(
        folder, LetterKind.ADDRESS_CONFIRM, "nobody", {"secret": "5ec4e7", "road": "operator"}
    ),
    "address_changed_letter": lambda folder: letter(
        folder, LetterKind.ADDRESS_CHANGED, "mentor", {"road": "letter"}
    ),
    "mentor_moved": lambda folder: letter(folder, LetterKind.MENTOR_MOVED, "mentee", {"mentor": "mentor1"}),
    "undelivered_mentee_addition": lambda folder: letter(
        folder, LetterKind.UNDELIVERED_MENTEE, "mentee", {**_STUCK, "addition": "yes"}
    ),
    "undelivered_coordinator_addition": lambda folder: letter(
        folder, LetterKind.UNDELIVERED_COORDINATOR, "coordinator", {**_STUCK, "addition": "yes"}
    ),
    "undelivered_mentee_shared": lambda folder: letter(
        folder, LetterKind.UNDELIVERED_MENTEE, "mentee", {**_STUCK, "shared": "yes"}
    ),
    "undelivered_coordinator_shared": lambda folder: letter(
        folder, LetterKind.UNDELIVERED_COORDINATOR, "coordinator", {**_STUCK, "shared": "yes"}
    ),
    "undelivered_mentee": lambda folder: letter(folder, LetterKind.UNDELIVERED_MENTEE, "mentee", _STUCK),
    "undelivered_coordinator": lambda folder: letter(
        folder, LetterKind.UNDELIVERED_COORDINATOR, "coordinator", _STUCK
    ),
    **{
        f"mentor_answered_{word}": lambda folder, word=word: letter(  # type: ignore[misc]  # a default binds it
            folder, LetterKind.MENTOR_ANSWERED, "mentee", {**_ANSWERED, "word": word}
        )
        for word in ("replied", "asks_more", "cannot")
    },
    "mentor_answered_promised": lambda folder: letter(
        folder,
        LetterKind.MENTOR_ANSWERED,
        "mentee",
        {**_ANSWERED, "word": "promised", "by": "2026-03-14"},
    ),
    "mentor_retired": lambda folder: letter(folder, LetterKind.MENTOR_RETIRED, "mentor", {}),
    "mentor_stepped_back": lambda folder: letter(
        folder, LetterKind.MENTOR_STEPPED_BACK, "mentee", {"mentor": "mentor1"}
    ),
    "mentees_to_pair": lambda folder: letter(
        folder, LetterKind.MENTEES_TO_PAIR, "coordinator", {"mentor": "mentor1", "mentees": "mentee1"}
    ),
    "mentees_to_pair_nobody": lambda folder: letter(
        folder, LetterKind.MENTEES_TO_PAIR, "coordinator", {"mentor": "mentor1", "mentees": ""}
    ),
    "evaluation_invitation_mentee": lambda folder: evaluation_letter(folder, Group.MENTEE),
    "evaluation_invitation_mentor": lambda folder: evaluation_letter(folder, Group.MENTOR),
    "evaluation_reminder": lambda folder: letter(folder, LetterKind.EVALUATION_REMINDER, "mentee", _ROUND),
}
