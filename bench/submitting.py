"""Ready submits of random people, made in this process: what the check page showed is read beforehand."""

from __future__ import annotations

import random as stdlib_random
from collections.abc import Callable, Iterator, Sequence

from formsvc.workflows.questionnaire import check_answers, submit_questionnaire
from formsvc.workflows.services import Services


def submits(
    services: Services, mentees: Sequence[str], number: int, dice: stdlib_random.Random
) -> Iterator[Callable[[], object]]:
    """Yield so many ready submits, each of another random person."""
    for mentee_id in dice.sample(mentees, number):
        yield ready_submit(services, mentee_id)


def ready_submit(services: Services, mentee_id: str) -> Callable[[], object]:
    """Return what sends one person's finished draft."""
    shown = check_answers(services, mentee_id)
    pairing = shown.pairing
    if pairing is None:
        raise ValueError(mentee_id)
    return lambda: submit_questionnaire(
        services,
        mentee_id,
        cycle=shown.cycle.number,
        generation=shown.draft.generation,
        pairing_id=pairing.id,
        mentor_email=shown.mentor_email,
    )
