"""A mentee's own copy of their record as one file that other programs can read (P2).

Its shape is described in ``docs/understand/your-copy.md``; whatever changes it raises ``FORMAT``.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from formsvc.domain.history import side_by_side
from formsvc.domain.questionnaire import Answer, Answers
from formsvc.domain.submission import Draft
from formsvc.domain.timeline import Moment, Passing
from formsvc.workflows.record import SentSubmission, WholeRecord, whole_record
from formsvc.workflows.services import Services

FORMAT = 1

_STATES = {
    Passing.SENT: "sent",
    Passing.MISSED: "missed",
    Passing.SKIPPED: "skipped",
    Passing.PAUSED: "paused",
    Passing.OPEN: "open",
    Passing.UPCOMING: "upcoming",
}


def record_as_json(services: Services, mentee_id: str) -> bytes:
    """Return everything that a mentee sent, and the draft if there is one, as UTF-8 JSON."""
    record = whole_record(services, mentee_id)
    document = {
        "format": FORMAT,
        "made_at": _moment(services.clock()),
        "programme": {
            "name": services.programme.name,
            "organisation": services.programme.organisation,
            "timezone": services.programme.timezone.key,
        },
        "person": {"name": record.person.name, "email": record.person.email},
        "cycles": [_cycle(moment) for moment in record.timeline],
        "submissions": [_submission(services, sent) for sent in record.sent],
        "draft": _draft(_open_draft(services, record)),
    }
    written = json.dumps(document, ensure_ascii=False, indent=2)
    # A lone surrogate has no UTF-8; its backslash form is JSON's own way to write it.
    return written.encode("utf-8", "backslashreplace") + b"\n"


def _cycle(moment: Moment) -> dict[str, Any]:
    cycle = moment.cycle
    return {
        "number": cycle.number,
        "opens": cycle.opens.isoformat(),
        "due": cycle.due.isoformat(),
        "closes": cycle.closes.isoformat(),
        "state": _STATES[moment.passing],
    }


def _submission(services: Services, sent: SentSubmission) -> dict[str, Any]:
    submission, state = sent.submission, sent.state
    return {
        "cycle": submission.cycle,
        "reference": submission.reference,
        "sent_at": _moment(submission.sent_at),
        "to": {"name": submission.mentor_name, "email": submission.mentor_email},
        "way": submission.way.value,
        "short": submission.short,
        "progress": {
            "state": state.progress.value,
            "delivered_at": _moment(state.delivered_at),
            "seen_at": _moment(state.seen_at),
            "replied_at": _moment(state.replied_at),
        },
        "questionnaire": {
            "id": submission.questionnaire_id,
            "version": submission.questionnaire_version,
        },
        "answers": _answers(services, sent),
        "goal_steps": {question: step.value for question, step in submission.goal_steps.items()},
        "update": {"text": submission.update.text, "sent_at": _moment(submission.update.sent_at)}
        if submission.update
        else None,
    }


def _answers(services: Services, sent: SentSubmission) -> list[dict[str, Any]]:
    chapters = side_by_side(services.programme.questionnaire, [sent.submission])
    return [
        {
            "question": row.id,
            "label": row.label,
            "kind": row.question.kind.value if row.question else None,
            "answer": _plain(row.answers[0]),
            "in_words": row.worded[0] if isinstance(row.answers[0], int) else None,
        }
        for chapter in chapters
        for row in chapter.rows
        if row.id in sent.submission.answers
    ]


def _open_draft(services: Services, record: WholeRecord) -> Draft | None:
    """Return what is being written, or was left unsent: the newest draft of a cycle that has opened."""
    unsent = (
        moment.cycle.number for moment in reversed(record.timeline) if moment.passing is not Passing.SENT
    )
    drafts = (services.store.records.draft(record.person.id, number) for number in unsent)
    return next((draft for draft in drafts if draft is not None), None)


def _draft(draft: Draft | None) -> dict[str, Any] | None:
    if draft is None:
        return None
    return {
        "cycle": draft.cycle,
        "saved_at": _moment(draft.saved_at),
        "answers": _plain_answers(draft.answers),
        "unsent_before": _draft(draft.unsent),
    }


def _plain_answers(answers: Answers) -> dict[str, Any]:
    return {question: _plain(answer) for question, answer in answers.items()}


def _plain(answer: Answer) -> str | int | list[str] | None:
    return list(answer) if isinstance(answer, tuple) else answer


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
