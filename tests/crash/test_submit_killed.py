"""R2: killed at every system call of a submit, what was acknowledged is there, once; the rest can be sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from formsvc.workflows.delivery import deliver_due, sweep
from tests.crash.killing import copied, points_of, zygote
from tests.crash.sink import SinkTransport
from tests.crash.zygote import MENTEE, opened, submit
from tests.workflows.delivering import answer
from tests.workflows.small_programme import add_mentee, add_mentor

pytestmark = pytest.mark.crash


@pytest.fixture
def answered(tmp_path: Path) -> Path:
    """A programme in which one mentee has answered everything and not sent it."""
    folder = tmp_path / "answered"
    folder.mkdir()
    services = opened(folder)
    answer(services, add_mentee(services, add_mentor(services), MENTEE))
    return folder


def test_r2_a_submit_killed_at_any_system_call_loses_nothing(answered: Path, tmp_path: Path) -> None:
    with zygote() as ready:
        clean = copied(answered, tmp_path / "clean")
        assert not ready.run("submit", clean)
        points = points_of(clean / "trace")
        hit, lost = 0, []
        for number, point in enumerate(points):
            folder = copied(answered, tmp_path / str(point))
            hit += ready.run("submit", folder, point)
            if not whole(folder, worker_first=bool(number % 2)):
                lost.append(str(point))
    print(f"points={len(points)} hit={hit} lost={len(lost)}")  # noqa: T201 - the figures of the promise
    assert {"fsync", "rename", "openat", "write", "flock"} <= {point.call for point in points}
    assert len(points) > 50
    assert (hit, lost) == (len(points), [])


def whole(folder: Path, *, worker_first: bool) -> bool:
    """Tell whether one submission and one letter come of it, whoever comes first: worker or mentee."""
    acknowledged = (folder / "ack").read_bytes()
    services = opened(folder)
    sink = SinkTransport(folder / "taken")
    sent = services.store.records.submission(MENTEE, 1)
    if acknowledged and (sent is None or sent.reference.encode() != acknowledged):
        return False
    if worker_first:
        deliver_due(services, sink)
        sweep(services)
    reference = submit(services)
    deliver_due(services, sink)
    sweep(services)
    deliver_due(services, sink)
    kept = services.store.records.submissions(MENTEE)
    found = services.store.outbox.conservation()
    return (
        [one.reference.encode() for one in kept] == [reference]
        and (not acknowledged or acknowledged == reference)
        and [line.split("@")[0].strip("<") for line in sink.taken()] == [kept[0].letter_id]
        and (found.holds, found.delivered, found.waiting) == (True, 1, 0)
        and list(services.store.outbox.letters()) == []
    )
