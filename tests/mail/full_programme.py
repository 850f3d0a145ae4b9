"""A programme with eight sections, and what Mo Sample writes in it: for letters that look like real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answer, Answers, Kind, Question, Questionnaire, Section
from formsvc.domain.submission import Submission, Way
from formsvc.workflows.questionnaire import letter_of
from formsvc.workflows.services import Services
from tests.seeded import seeded
from tests.workflows.small_programme import SettableClock, add_mentee, add_mentor, open_services

SENT_AT = datetime(2026, 3, 9, 18, 30, tzinfo=UTC)
TWO_MONTHS = timedelta(days=61)
_SATISFACTION = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")
_BALANCE = ("Very poor", "Poor", "Fair", "Good", "Very good")


def _section(section_id: str, title: str, *questions: Question) -> Section:
    return Section(id=section_id, title=title, questions=questions)


def full_questionnaire() -> Questionnaire:
    rating, text, items, goal = Kind.RATING, Kind.LONG_TEXT, Kind.ITEMS, Kind.GOAL
    return Questionnaire(
        id="full",
        version="1",
        opening="help",
        watched="bad",
        sections=(
            _section("skills", "Skills acquired", Question("skills", items, "What can you do now?")),
            _section(
                "training",
                "Satisfaction with training",
                Question(
                    "training",
                    rating,
                    "How satisfied are you with it?",
                    words=_SATISFACTION,
                    name="Satisfaction",
                ),
                Question("training_why", text, "Why that answer?"),
            ),
            _section("cv", "Additions to your CV", Question("cv", items, "What have you added?")),
            _section(
                "balance",
                "Work and the rest of life",
                Question("balance", rating, "How is the balance?", words=_BALANCE),
                Question("balance_why", text, "What makes it so?"),
            ),
            _section(
                "goals",
                "Career goals",
                Question("goal_short", goal, "Short term"),
                Question("goal_medium", goal, "Medium term"),
                Question("goal_long", goal, "Long term"),
            ),
            _section("good", "Positive points", Question("good", items, "What went well?", min_items=2)),
            _section("bad", "Negative points", Question("bad", items, "What went less well?", min_items=2)),
            _section(
                "help",
                "What would help most",
                Question("help", text, "What would help most from your mentor this time?"),
            ),
        ),
    )


def usual_answers() -> dict[str, Answer]:
    return {
        "skills": ("Leading the morning handover", "Closing a wound without being watched"),
        "training": 4,
        "training_why": "Good teaching on Thursdays.\nLess time in clinic than I hoped for.",
        "cv": ("An audit of how long discharge letters take",),
        "balance": 2,
        "balance_why": "Three weekends in a row.\n\nI miss the choir.",
        "goal_short": "Finish the audit before May.",
        "goal_medium": "A place in specialty training.",
        "goal_long": "A post where I can teach.",
        "good": ("My first solo list", "A kind word from the ward sister"),
        "bad": ("I spoke up too late in a busy week", "No time to study"),
        "help": "How did you say no to extra shifts without letting the team down?",
    }


def full_services(data_dir: Path) -> tuple[Services, Person]:
    """Return services over a fresh store with Mo Sample, mentored by Dr Ada Example."""
    plain = open_services(data_dir, SettableClock(SENT_AT), seeded())
    services = replace(plain, programme=replace(plain.programme, questionnaire=full_questionnaire()))
    return services, add_mentee(services, add_mentor(services))


def send(
    services: Services,
    mentee: Person,
    cycle: int,
    answers: Answers,
    pairing_id: str = "",
    *,
    way: Way = Way.EMAIL,
) -> Submission:
    """Commit a submission with its letter, as of that cycle."""
    assert mentee.pairing is not None
    submission = Submission(
        reference=f"K7QM-2XJ{cycle}",
        mentee_id=mentee.id,
        cycle=cycle,
        sent_at=SENT_AT + (cycle - 1) * TWO_MONTHS,
        questionnaire_id=services.programme.questionnaire.id,
        questionnaire_version=services.programme.questionnaire.version,
        answers=answers,
        pairing_id=pairing_id or mentee.pairing.id,
        mentor_id="mentor1",
        mentor_name="Dr Ada Example",
        mentor_email="ada@example.org",
        letter_id=f"letterofcycle{cycle}{mentee.id.removeprefix('mentee1')}",
        way=way,
    )
    with services.store.hold(mentee.id):
        services.store.records.commit(submission, letter_of(submission))
    return submission
