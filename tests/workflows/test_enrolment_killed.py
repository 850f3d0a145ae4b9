"""R2 for joining: killed at every call that changes a file, the same link finishes, or all is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.enrolment import accept_agreement, authenticator_setup, invite_person, invited_person
from formsvc.workflows.services import Services
from tests.seeded import seeded
from tests.workflows.signing_in import STEP, code_at, invitation_token, join, refusal, sign_in_by_letter
from tests.workflows.small_programme import SettableClock, open_services

CHANGING = (
    "write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir"
)
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ready:
    """Someone who has scanned the code and types it now."""

    data_dir: Path
    person: Person
    token: str
    code: str
    clock: SettableClock

    def copied(self, to: Path) -> Ready:
        shutil.copytree(self.data_dir, to)
        return Ready(to, self.person, self.token, self.code, self.clock)

    def join_under_strace(self, trace: Path, inject: str = "") -> subprocess.CompletedProcess[str]:
        kill = [f"--inject={inject}"] if inject else []
        words = [str(self.data_dir), self.token, self.code, self.clock.now.isoformat()]
        traced = ["strace", "-f", "-o", str(trace), f"--trace={CHANGING}", *kill]
        python = [sys.executable, "-B", "-m", "tests.workflows.join_once", *words]
        return subprocess.run(
            [*traced, *python],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def ready(services: Services, clock: SettableClock, tmp_path: Path) -> Ready:
    person = invite_person(
        services, name="Nia Invented", email="nia@example.org", roles=frozenset({Role.MENTEE})
    )
    token = invitation_token(services, person)
    accept_agreement(services, token, services.programme.agreement.version)
    code = code_at(clock.now, authenticator_setup(services, token).key)
    return Ready(tmp_path / "data", person, token, code, clock)


@pytest.mark.crash
def test_r2_joining_killed_at_any_change_loses_nothing_that_was_said(ready: Ready, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    clean = ready.copied(tmp_path / "clean").join_under_strace(trace)
    assert (clean.returncode, clean.stdout) == (0, "joined\n")
    calls = Counter(re.findall(r"^\d+ +([a-z]\w+)\(", trace.read_text(), re.MULTILINE))
    points = [(call, nth) for call, count in calls.items() for nth in range(1, count + 1)]

    hit = lost = 0
    for call, nth in points:
        case = ready.copied(tmp_path / f"{call}{nth}")
        killed = case.join_under_strace(trace, f"{call}:signal=KILL:when={nth}")
        hit += killed.returncode != 0
        lost += not _whole(case, acknowledged="joined" in killed.stdout)
        shutil.rmtree(case.data_dir)

    assert len(points) > 10
    assert (hit, lost) == (len(points), 0), f"{len(points)} points, {hit} hit, {lost} lost"


def _whole(case: Ready, *, acknowledged: bool) -> bool:
    """Tell whether the link still works, or everything that joining makes is there; never half."""
    services = open_services(case.data_dir, case.clock, seeded(10))
    if not refusal(invited_person, services, case.token):
        joined = join(services, case.token)[0].person
        return not acknowledged and joined.standing is Standing.JOINED
    person = services.store.registry.person(case.person.id)
    kept = services.store.credentials.credentials(case.person.id)
    case.clock.advance(STEP)
    signed_in = kept.seed is not None and sign_in_by_letter(services, person.email, kept.seed)
    case.clock.advance(-STEP)
    return bool(signed_in) and person.starts is not None and len(kept.unseen_codes) == 10
