"""A mentor's word by email, for a mail system whose filter blocks the service's links (X1, X2).

Each word is an email link of its own: its subject carries a token that is bound to one letter and to that
word. Whoever sends it from whichever address has had the letter. An automatic reply is never one.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from formsvc.domain.cycle import Word
from formsvc.domain.errors import LinkInvalidError
from formsvc.mail.facts.mentor import ByEmail
from formsvc.workflows.acknowledgement import NOT_OURS, say_word
from formsvc.workflows.services import Services

PURPOSE = "acknowledge-by-email"
WORDS = {Word.SEEN: "Seen", Word.REPLIED: "I have replied", Word.CANNOT: "I can't this time"}
_PARTS = 4


def email_links(
    services: Services, mentee_id: str, cycle: int, reference: str, words: Sequence[Word] = tuple(WORDS)
) -> tuple[ByEmail, ...]:
    """Return the email links of a submission's letter; none where nothing reads what is sent back."""
    if not services.reads_returns:
        return ()
    return tuple(
        ByEmail(WORDS[word], _link(services, WORDS[word], (mentee_id, str(cycle), reference, word.value)))
        for word in words
    )


def answer_by_mail(services: Services, token: str) -> None:
    """Write a mentor's word down, as the page of the link does; the newest counts (X2).

    Raises LinkInvalidError, and LinkExpiredError when the cycle is over.
    """
    about = services.links.read(PURPOSE, token)
    if len(about) != _PARTS or not about[1].isdecimal() or about[3] not in set(WORDS):
        raise LinkInvalidError(NOT_OURS)
    say_word(services, (about[0], int(about[1]), about[2]), Word(about[3]))


def _link(services: Services, words: str, about: tuple[str, ...]) -> str:
    token = services.links.sign(PURPOSE, *about)
    return f"mailto:{quote(services.returns_to, safe='@')}?subject={quote(f'{words} [mp:{token}]')}"
