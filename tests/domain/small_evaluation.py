"""A small evaluation: a rating and two choices for mentees, two choices for mentors."""

from __future__ import annotations

from datetime import date

from formsvc.domain.evaluation import AskedKind, AskedQuestion, Evaluation, Group, Round, Tally

USEFUL = AskedQuestion(
    id="useful",
    asked_of=(Group.MENTEE,),
    kind=AskedKind.RATING,
    label="How useful was it?",
    words=("Not at all useful", "Slightly useful", "Fairly useful", "Useful", "Very useful"),
)
SAFE = AskedQuestion(
    id="safe",
    asked_of=(Group.MENTEE,),
    kind=AskedKind.CHOICE,
    label="Did you feel safe to be open?",
    words=("Yes", "Partly", "No", "I'd rather not say"),
    counted=("Yes",),
)
AGAIN = AskedQuestion(
    id="again",
    asked_of=(Group.MENTEE, Group.MENTOR),
    kind=AskedKind.CHOICE,
    label="Would you do it again?",
    words=("Yes", "No"),
    counted=("Yes",),
)
EVALUATION = Evaluation("small", "1", (USEFUL, SAFE, AGAIN))
OPENED = date(2026, 3, 2)
ASKED = Round(
    id="round1",
    evaluation=EVALUATION,
    opened_on=OPENED,
    closes_on=date(2026, 3, 23),
    asked={Group.MENTEE: 30, Group.MENTOR: 12},
)


def tally_of(**chosen: tuple[int, ...]) -> Tally:
    """Return the sums of people of whom so many chose each word."""
    (answered,) = {sum(counts) for counts in chosen.values()}
    return Tally(answered, chosen)
