"""R2, R13: killed at every system call of a delivery, the letter arrives; a repeat only before our note."""

from __future__ import annotations

from pathlib import Path

import pytest

from formsvc.domain.cycle import Progress
from formsvc.workflows.delivery import deliver_due, sweep
from tests.crash.killing import copied, points_of, zygote
from tests.crash.sink import SinkTransport
from tests.crash.zygote import MENTEE, opened, submit
from tests.workflows.delivering import answer
from tests.workflows.small_programme import add_mentee, add_mentor

pytestmark = pytest.mark.crash


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A programme in which one mentee has sent their questionnaire, and the letter waits."""
    folder = tmp_path / "sent"
    folder.mkdir()
    services = opened(folder)
    answer(services, add_mentee(services, add_mentor(services), MENTEE))
    submit(services)
    return folder


def test_r2_a_delivery_killed_at_any_system_call_loses_nothing(sent: Path, tmp_path: Path) -> None:
    with zygote() as ready:
        clean = copied(sent, tmp_path / "clean")
        assert not ready.run("deliver", clean)
        points = points_of(clean / "trace")
        hit, repeated, lost = 0, 0, []
        for point in points:
            folder = copied(sent, tmp_path / str(point))
            hit += ready.run("deliver", folder, point)
            noted = opened(folder).store.outbox.conservation().delivered
            before = len(SinkTransport(folder / "taken").taken())
            after = finished(folder)
            repeated += len(after) > 1
            if not after or len(set(after)) > 1 or len(after) > (1 if noted else 1 + before):
                lost.append(str(point))
    print(f"points={len(points)} hit={hit} repeated={repeated} lost={len(lost)}")  # noqa: T201 - the figures
    assert len(points) > 50
    assert (hit, lost) == (len(points), [])
    assert 0 < repeated < len(points) / 2


def finished(folder: Path) -> list[str]:
    """Let another worker finish; return what the server took in all, nothing if the books don't balance."""
    services = opened(folder)
    sink = SinkTransport(folder / "taken")
    for _ in range(2):
        deliver_due(services, sink)
        sweep(services)
    found = services.store.outbox.conservation()
    state = services.store.registry.person(MENTEE).cycles[1]
    balanced = (found.holds, found.accepted, found.delivered) == (True, 1, 1)
    settled = state.progress is Progress.DELIVERED and list(services.store.outbox.letters()) == []
    return sink.taken() if balanced and settled else []
