"""R2, Z5: killed at every system call of sending a parked letter on, it is there once, for one address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.cycle import Progress
from formsvc.domain.letters import Fate, LetterEvent, LetterKind
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.sending_on import send_on
from formsvc.workflows.settling import tell_undelivered
from tests.crash.killing import copied, points_of, zygote
from tests.crash.sink import SinkTransport
from tests.crash.zygote import MENTEE, NEW_ADDRESS, opened, submit
from tests.workflows.delivering import answer
from tests.workflows.moving import accept_pairing
from tests.workflows.small_programme import add_mentee, add_mentor

pytestmark = pytest.mark.crash


@pytest.fixture
def stuck(tmp_path: Path) -> Path:
    """A parked questionnaire, and a mentor whose new address the mentee has accepted."""
    folder = tmp_path / "stuck"
    folder.mkdir()
    services = opened(folder)
    mentor = add_mentor(services)
    mentee = add_mentee(services, mentor, MENTEE)
    accept_pairing(services, mentee)
    answer(services, mentee)
    submit(services)
    sweep(services)
    (waiting,) = services.store.outbox.letters()
    with services.store.outbox.claim(waiting.id) as letter:
        assert letter
        parked = replace(letter, fate=Fate.PARKED)
        services.store.outbox.finish(letter.id, LetterEvent.PARKED, services.clock())
        services.store.outbox.save(parked)
    tell_undelivered(services, parked)
    with services.store.hold(mentor.id):
        services.store.registry.readdress(replace(mentor, email=NEW_ADDRESS))
    accept_pairing(services, mentee)
    deliver_due(services, SinkTransport(folder / "taken"))
    return folder


def test_r2_sending_on_killed_at_any_system_call_loses_nothing(stuck: Path, tmp_path: Path) -> None:
    with zygote() as ready:
        clean = copied(stuck, tmp_path / "clean")
        assert not ready.run("send_on", clean)
        points = points_of(clean / "trace")
        hit, cut_off, lost = 0, 0, []
        for point in points:
            folder = copied(stuck, tmp_path / str(point))
            hit += ready.run("send_on", folder, point)
            acknowledged = (folder / "ack").read_bytes() == b"True"
            cut_off += is_cut_off(folder)
            if not finished(folder, again=not acknowledged):
                lost.append(str(point))
    print(f"points={len(points)} hit={hit} cut_off={cut_off} lost={len(lost)}")  # noqa: T201 - the figures
    assert len(points) > 30
    assert (hit, lost) == (len(points), [])
    assert 0 < cut_off < len(points)


def is_cut_off(folder: Path) -> bool:
    """Tell whether the record names the new address and the letter is parked still."""
    services = opened(folder)
    sent = services.store.records.submission(MENTEE, 1)
    assert sent
    fates = {letter.id: letter.fate for letter in services.store.outbox.letters()}
    return sent.mentor_email == NEW_ADDRESS and fates[sent.letter_id] is Fate.PARKED


def finished(folder: Path, *, again: bool) -> bool:
    """Sweep, press the button once more where nothing was said, and deliver: once, there, and counted."""
    services = opened(folder)
    balanced = services.store.outbox.conservation().holds
    sweep(services)
    if again:
        send_on(services, MENTEE, 1)
    waiting = [letter for letter in services.store.outbox.letters() if letter.kind is LetterKind.SUBMISSION]
    address = {letter.to_email for letter in waiting}
    sink = SinkTransport(folder / "taken")
    before = sink.taken()
    for _ in range(2):
        deliver_due(services, sink)
        sweep(services)
    sent = services.store.records.submission(MENTEE, 1)
    assert sent
    state = services.store.registry.person(MENTEE).cycles[1]
    found = services.store.outbox.conservation()
    return (
        balanced
        and address == {NEW_ADDRESS}
        and sent.mentor_email == NEW_ADDRESS
        and len(sink.taken()) == len(before) + 1
        and state.progress is Progress.DELIVERED
        and (found.holds, found.parked, found.waiting) == (True, 0, 0)
    )
