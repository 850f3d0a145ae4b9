"""R2: killed at every system call of a change of address, one of the two addresses finds the person."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.killing import copied, points_of, zygote
from tests.crash.zygote import MENTEE, NEW_ADDRESS, opened, readdress
from tests.workflows.small_programme import add_mentee

pytestmark = pytest.mark.crash
OLD_ADDRESS = "mo@example.org"


@pytest.fixture
def joined(tmp_path: Path) -> Path:
    folder = tmp_path / "joined"
    folder.mkdir()
    add_mentee(opened(folder), None, MENTEE, OLD_ADDRESS)
    return folder


def test_r2_a_change_of_address_killed_at_any_system_call_leaves_one_address(
    joined: Path, tmp_path: Path
) -> None:
    with zygote() as ready:
        clean = copied(joined, tmp_path / "clean")
        assert not ready.run("readdress", clean)
        points = points_of(clean / "trace")
        hit, lost, left_over = 0, [], 0
        for point in points:
            folder = copied(joined, tmp_path / str(point))
            hit += ready.run("readdress", folder, point)
            acknowledged = (folder / "ack").read_bytes() == NEW_ADDRESS.encode()
            left_over += entries(folder) > 1
            if not whole(folder, acknowledged=acknowledged) or not finishes(folder):
                lost.append(str(point))
    print(f"points={len(points)} hit={hit} left_over={left_over} lost={len(lost)}")  # noqa: T201 - the figures
    assert len(points) > 30
    assert (hit, lost) == (len(points), [])
    assert 0 < left_over < len(points)


def whole(folder: Path, *, acknowledged: bool) -> bool:
    """Tell whether exactly one address finds the person, the new one when that was acknowledged."""
    registry = opened(folder).store.registry
    person = registry.person(MENTEE)
    found = [registry.find(OLD_ADDRESS), registry.find(NEW_ADDRESS)]
    expected = [None, person] if person.email == NEW_ADDRESS else [person, None]
    return found == expected and (person.email == NEW_ADDRESS or not acknowledged)


def finishes(folder: Path) -> bool:
    """Tell whether doing it again leaves nothing over, and erasing leaves nothing at all."""
    services = opened(folder)
    readdress(services)
    done = whole(folder, acknowledged=True) and entries(folder) == 1
    with services.store.hold(MENTEE):
        services.store.registry.erase(MENTEE)
    return done and entries(folder) == 0


def entries(folder: Path) -> int:
    return len(list((folder / "data" / "index").glob("*.json")))
