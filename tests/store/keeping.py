"""Backing a small programme up and restoring it elsewhere, and what must hold of what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from formsvc.domain.cycle import Progress
from formsvc.domain.letters import Fate, Letter
from formsvc.domain.people import Person
from formsvc.domain.submission import Draft, Submission
from formsvc.store.embedded import store_in
from formsvc.store.embedded.backup import Archived, write_backup
from formsvc.store.embedded.restore import restored
from formsvc.store.sealing import Sealing
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.restoring import hold_letters, send_held_letters
from formsvc.workflows.services import Services
from tests.crash.sink import SinkTransport
from tests.seeded import seeded
from tests.workflows.small_programme import (
    BEGINNING,
    LOOKUP_KEY,
    SEALING_KEY,
    SettableClock,
    open_services,
)

SEALING = Sealing([("test", SEALING_KEY)])
LATER = BEGINNING + timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Known:
    """What was acknowledged at one moment."""

    people: dict[str, Person]
    drafts: dict[str, Draft]
    submissions: dict[tuple[str, int], Submission]
    delivered: set[tuple[str, int]]


def flipped(envelope: bytes) -> bytes:
    """Return an envelope whose seal is broken, and which is otherwise as an envelope is."""
    other = b"A" if envelope[-20:-19] != b"A" else b"B"
    return envelope[:-20] + other + envelope[-19:]


def known(services: Services) -> Known:
    store = services.store
    people = {person.id: person for person in store.registry.people()}
    drafts = {each: store.records.draft(each, 1) for each in people}
    return Known(
        people=people,
        drafts={each: draft for each, draft in drafts.items() if draft},
        submissions={(each, sent.cycle): sent for each in people for sent in store.records.submissions(each)},
        delivered={
            (person.id, cycle)
            for person in people.values()
            for cycle, state in person.cycles.items()
            if state.progress is Progress.DELIVERED
        },
    )


def back_up(folder: Path, archive: Path, note: Callable[[], None] = lambda: None) -> Archived:
    return write_backup(folder / "data", archive, SEALING, LATER, note)


@contextmanager
def restoring(archive: Path, folder: Path, *, damaged_too: bool = False) -> Iterator[Services]:
    """Give services over what an archive is laid out as, as ``formsvc restore`` has them."""
    services = open_services(folder / "unused", SettableClock(LATER), seeded(99))
    with restored(archive, folder / "data", SEALING, lambda: None, damaged_too=damaged_too):
        yield replace(services, store=store_in(folder / "data", SEALING, LOOKUP_KEY))


def restore(archive: Path, folder: Path, *, damaged_too: bool = False) -> tuple[Services, list[Letter]]:
    """Restore an archive whole, and open it as the service would."""
    with restoring(archive, folder, damaged_too=damaged_too) as services:
        held = hold_letters(services)
    return open_services(folder / "data", SettableClock(LATER), seeded(98)), held


def require_whole(services: Services, data_dir: Path, before: Known) -> None:
    """Hold a restored programme to R20: nothing acknowledged is missing, and all of it fits together."""
    store, after = services.store, known(services)
    assert (store.registry.damaged(), store.outbox.damaged(), store.outbox.missing()) == ([], [], [])
    assert before.people.keys() <= after.people.keys()
    assert before.submissions.items() <= after.submissions.items()
    assert before.delivered <= after.delivered
    for mentee_id, draft in before.drafts.items():
        assert after.drafts.get(mentee_id) == draft or (mentee_id, draft.cycle) in after.submissions
    for person in after.people.values():
        assert store.registry.find(person.email) == person
        assert person.pairing is None or store.registry.person(person.pairing.mentor_id)
    delivered = counted_as_delivered(data_dir)
    letters = {letter.id: letter.fate for letter in store.outbox.letters()}
    for (mentee_id, cycle), sent in after.submissions.items():
        assert (mentee_id in after.drafts) is False
        state = after.people[mentee_id].cycles[cycle]
        assert state.reference == sent.reference
        assert (state.progress, letters.get(sent.letter_id)) in {
            (Progress.DELIVERED, None),
            (Progress.HELD, Fate.HELD),
            (Progress.UNDELIVERED, Fate.PARKED),
        }
        assert (sent.letter_id in delivered) is (state.progress is Progress.DELIVERED)
    counted = store.outbox.conservation()
    assert counted.holds
    assert counted.waiting + counted.parked == len(letters)


def counted_as_delivered(data_dir: Path) -> set[str]:
    """Return the letters whose last word in the ledger is that they were delivered."""
    lines = (line.split(" ") for line in (data_dir / "ledger.log").read_text().splitlines() if line)
    last: dict[str, str] = {}
    for _, letter_id, event, _ in lines:
        if last.get(letter_id) not in {"delivered", "withdrawn"}:
            last[letter_id] = event
    return {letter_id for letter_id, event in last.items() if event == "delivered"}


def require_silent(services: Services, folder: Path) -> None:
    """Hold a restored programme to R21: nothing goes out by itself, neither at once nor later."""
    sink = SinkTransport(folder / "never")
    for then in (services, _long_after(services)):
        for _ in range(2):
            sweep(then)
            assert deliver_due(then, sink) == 0
    assert sink.taken() == []


def let_go(services: Services, folder: Path) -> list[str]:
    """Let the held letters go, deliver them, and return the lines that the mail server wrote down."""
    sink, services = SinkTransport(folder / "let-go"), _long_after(services)
    send_held_letters(services)
    deliver_due(services, sink)
    assert deliver_due(services, sink) == 0
    return sink.taken()


def _long_after(services: Services) -> Services:
    """Return the same when every letter is due."""
    return replace(services, clock=SettableClock(LATER.replace(year=2099)))
