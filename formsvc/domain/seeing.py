"""Who can see what: the one table from which the public page is written, and every cell of which is visited.

A line names a kind of information, what each may see of it, and the pages, letters and commands that show
it. It is no rule by itself: ``web/access.py`` says who may open a page, and the store that serves
coordinators has no verb for the record. A test holds all three together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Eye(StrEnum):
    """Who looks; the value heads a column of the public page."""

    MENTEE = "You, the mentee"
    MENTOR = "Your mentor"
    COORDINATOR = "The coordinator"
    OPERATOR = "Who runs the service"
    VISITOR = "Anybody else"


@dataclass(frozen=True, slots=True)
class Sight:
    """One kind of information; a cell that begins with "no" shows nothing. ``shown``: endpoints, letters."""

    key: str
    what: str
    cells: Mapping[Eye, str]
    shown: tuple[str, ...]

    def is_seen_by(self, eye: Eye) -> bool:
        """Tell whether somebody sees any of it."""
        return not self.cells[eye].startswith("no")


def _sight(key: str, what: str, cells: tuple[str, str, str, str, str], *shown: str) -> Sight:
    return Sight(key, what, dict(zip(Eye, cells, strict=True)), shown)


_BY_MAIL = "yes, by email or by a link with a code"
_NOT_SHOWN = "not shown; see [below](#people-who-run-the-machines)"
_FIGURES = ("coordinator.overview", "digest letter")
_LISTS = ("coordinator.people", "coordinator.people_csv", "coordinator.people_one", "people command")

SIGHTS: tuple[Sight, ...] = (
    _sight(
        "name",
        "Your name and email address",
        ("yes", "yes", "yes", "yes", "no"),
        "account.settings",
        "submission letter",
        *_LISTS,
    ),
    _sight(
        "mentor",
        "Your mentor's name and email address",
        ("yes", "their own", "yes", "yes", "no"),
        "mentee.home",
        *_LISTS,
    ),
    _sight("others", "Who else takes part", ("no", "no", "yes", "yes", "no"), *_LISTS),
    _sight(
        "workplace",
        "Your grade, specialty, site and department",
        ("no", "no", "yes", "no", "no"),
        "coordinator.people_one",
        "coordinator.pairing",
        "coordinator.pairing_one",
    ),
    _sight(
        "application",
        "What somebody wrote when they applied",
        ("no", "no", "yes, once the address is confirmed", "no", "no"),
        "coordinator.applications_one",
    ),
    _sight(
        "draft",
        "Answers that you haven't sent",
        ("yes", "no", "no", _NOT_SHOWN, "no"),
        "mentee.section",
        "mentee.check",
    ),
    _sight(
        "answers",
        "Answers that you sent",
        ("yes", _BY_MAIL, "no", _NOT_SHOWN, "no"),
        "mentee.record",
        "submission letter",
    ),
    _sight(
        "past",
        "What you sent to an earlier mentor",
        ("yes", "only what you ticked", "no", _NOT_SHOWN, "no"),
        "mentee.record",
        "shared letter",
    ),
    _sight(
        "yes",
        "That you or your mentor said yes, or no",
        ("yes", "yes", "yes", "yes", "no"),
        "mentee.pairing",
        "coordinator.pairing",
        *_LISTS,
    ),
    _sight(
        "supervises",
        "That one of you said “supervisor or assessor”",
        ("your own word", "their own word", "yes, and not who said it", "no", "no"),
        "pairing_declined_coordinator letter",
        "coordinator.pairing_one",
    ),
    _sight(
        "record",
        "Your record, and the copies of it that you download",
        ("yes", "no", "no", _NOT_SHOWN, "no"),
        "mentee.record",
        "mentee.export_json",
        "mentee.export_html",
    ),
    _sight(
        "goals",
        "Ratings, goals, anything taken from answers",
        ("yes", _BY_MAIL, "no", _NOT_SHOWN, "no"),
        "mentee.record",
        "submission letter",
    ),
    _sight(
        "due",
        "When a questionnaire is due",
        ("yes", "no", "yes", "yes", "no"),
        "mentee.home",
        *_LISTS,
    ),
    _sight(
        "sent",
        "That a questionnaire was sent, and when",
        ("yes", "yes", "yes", "that it was", "no"),
        "mentee.sent",
        "mentor.letter",
        "submission letter",
        "coordinator.overview",
        "coordinator.overview_csv",
        *_LISTS,
    ),
    _sight(
        "arrived",
        "Whether the letter arrived",
        ("yes", "no", "yes", "yes", "no"),
        "mentee.sent",
        *_LISTS,
    ),
    _sight(
        "word",
        "What your mentor said by a link: seen, replied, a day, and so on",
        ("yes", "their own", "yes", "yes", "no"),
        "mentee.home",
        "mentor.letter",
        "mentor_answered letter",
        *_LISTS,
    ),
    _sight(
        "away",
        "Until when your mentor is away, or that they stepped back",
        ("yes", "their own", "yes", "yes", "no"),
        "mentee.home",
        "mentor.standing",
        *_LISTS,
    ),
    _sight(
        "emails",
        "The emails between you and your mentor",
        ("yes", "yes", "no", "no", "no"),
    ),
    _sight(
        "returned",
        "That a letter to an address came back, and why",
        ("your own questionnaire's", "no", "yes", "yes", "no"),
        "undelivered_mentee letter",
        *_FIGURES,
        *_LISTS,
    ),
    _sight(
        "return_mailbox",
        "What is written to the address that letters come from",
        ("nobody reads it", "nobody reads it", "no", "nobody reads it", "no"),
    ),
    _sight(
        "secrets",
        "Your authenticator's secret and your recovery codes",
        ("once, at set-up", "no", "no", _NOT_SHOWN, "no"),
        "account.authenticator",
        "account.recovery_codes",
    ),
    _sight(
        "standing",
        "That you pause, let one pass, or have left",
        ("yes", "that nothing is needed, or that it has ended", "yes", "yes", "no"),
        "mentee.taking_part",
        "nothing_this_time letter",
        "pairing_ended letter",
        *_LISTS,
    ),
    _sight("why", "Why you pause or stop", ("nobody asks", "no", "no", "no", "no")),
    _sight(
        "deeds",
        "What coordinators did, to whom and when",
        ("no", "no", "yes", "no", "no"),
        "coordinator.audit",
        "coordinator.people_one",
    ),
    _sight(
        "evaluation",
        "Whether you answered the evaluation, and what you chose",
        ("yes", "no", "no", "no", "no"),
        "evaluation.questions",
    ),
    _sight(
        "results",
        "The evaluation's results, once it has closed",
        (
            "if they are published",
            "if they are published",
            "yes, in numbers of five and more",
            "no",
            "if they are published",
        ),
        "coordinator.evaluation_results",
        "coordinator.evaluation_csv",
    ),
)
"""Every line of the public page, in its order."""
