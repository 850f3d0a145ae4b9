"""What letters of the year say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from formsvc.domain.letters import Letter, LetterKind
from formsvc.mail.facts import Facts
from formsvc.mail.facts.year import ChangeoverFacts, ThanksFacts, YearEndedFacts
from formsvc.workflows.changeover import changeover_token
from formsvc.workflows.letter_facts.building import Builder
from formsvc.workflows.services import Services


def _thanks(services: Services, letter: Letter) -> Facts:
    return ThanksFacts(
        programme=services.programme, to_name=letter.to_name, mentor=bool(letter.facts["mentor"])
    )


def _year_ended(services: Services, letter: Letter) -> Facts:
    return YearEndedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=letter.facts["mentor_name"],
        months=services.programme.retention.unpaired_months,
        link=f"{services.base_url}/record",
    )


def _changeover(services: Services, letter: Letter) -> Facts:
    day = date.fromisoformat(letter.facts["day"])
    token = changeover_token(services, letter.person_id or "", day)
    return ChangeoverFacts(
        programme=services.programme,
        to_name=letter.to_name,
        day=day,
        again=bool(letter.facts["again"]),
        link=f"{services.base_url}/changeover/{token}",
    )


YEAR_LETTERS: Mapping[LetterKind, Builder] = {
    LetterKind.CHANGEOVER: _changeover,
    LetterKind.THANKS: _thanks,
    LetterKind.YEAR_ENDED: _year_ended,
}
