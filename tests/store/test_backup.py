"""R20: a backup taken while the programme runs restores whole, whatever happens at whichever moment."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from formsvc.domain.errors import MailRefusedError, StoreError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Role
from formsvc.store.embedded.backup import LAST, LEDGER
from formsvc.store.embedded.contents import OF_A_PERSON
from formsvc.store.embedded.disk import read_file
from formsvc.store.embedded.locks import PERSON_LOCKS, EmbeddedLocks, stripe
from formsvc.store.protocol import Outbox
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.proposing import still_proposed
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import ask_for_letter
from tests.crash.sink import SinkTransport
from tests.seeded import seeded
from tests.store.keeping import back_up, flipped, known, let_go, require_silent, require_whole, restore
from tests.workflows.delivering import answer, send_checked, send_questionnaire
from tests.workflows.small_programme import (
    BEGINNING,
    SettableClock,
    add_coordinator,
    add_mentee,
    add_mentor,
    open_services,
)


class Server:
    """A mail server that takes all letters, or refuses questionnaires for good."""

    def __init__(self, *, refuses: bool = False) -> None:
        self._refuses = refuses

    @contextmanager
    def connection(self) -> Iterator[Server]:
        yield self

    def send(self, message: EmailMessage, **_rest: str) -> str:
        if self._refuses and "questionnaire" in str(message["Subject"]):
            raise MailRefusedError("550 no such mailbox")
        return "250 2.0.0"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with one of everything: delivered, waiting, drafted, begun, invited, signing in."""
    folder = tmp_path_factory.mktemp("busy")
    services = opened(folder)
    mentor = add_mentor(services)
    add_coordinator(services)
    send_questionnaire(services, add_mentee(services, mentor, "delivered", "delivered@example.org"))
    deliver_due(services, SinkTransport(folder / "taken"))
    send_questionnaire(services, add_mentee(services, mentor, "waiting", "waiting@example.org"))
    answer(services, add_mentee(services, mentor, "drafted", "drafted@example.org"))
    add_mentee(services, mentor, "begun", "begun@example.org")
    invite_person(services, name="Nia Invented", email="nia@example.org", roles=frozenset({Role.MENTEE}))
    ask_for_letter(services, "begun@example.org")
    return folder


def opened(folder: Path, dice: int = 1) -> Services:
    return open_services(folder / "data", SettableClock(BEGINNING + timedelta(minutes=5)), seeded(dice))


def send(services: Services) -> None:
    send_checked(services, services.store.registry.person("drafted"))


def deliver(services: Services) -> None:
    deliver_due(services, Server())


def send_and_deliver(services: Services) -> None:
    send(services)
    deliver(services)


def be_refused(services: Services) -> None:
    send(services)
    deliver_due(services, Server(refuses=True))


class CutOff:
    """An outbox whose worker dies when the registry knows of a delivery and the ledger doesn't."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    def finish(self, *_: object) -> None:
        raise KeyboardInterrupt


def be_cut_off(services: Services) -> None:
    deliver(services)
    send(services)
    outbox = cast("Outbox", CutOff(services.store.outbox))
    with pytest.raises(KeyboardInterrupt):
        deliver(replace(services, store=replace(services.store, outbox=outbox)))


PROPOSALS = frozenset({LetterKind.PAIRING_PROPOSED, LetterKind.PAIRING_PROPOSED_MENTEE})
"""They go nowhere when the backup has no such pairing yet."""


def pair_anew(services: Services) -> None:
    """Give the mentee who is copied last a mentor who wasn't there when the copying began."""
    mentor = add_mentor(services, "aamentor", "aa.mentor@example.org")
    pair_people(services, mentee_email="waiting@example.org", mentor_email=mentor.email, supervises=False)


def begin(services: Services) -> None:
    answer(services, services.store.registry.person("begun"))


def come_in(services: Services) -> None:
    """Sort before and after everyone else, whatever the order of copying."""
    for name in ("aa", "zz"):
        mentor = add_mentor(services, f"{name}mentor", f"{name}.mentor@example.org")
        send_questionnaire(services, add_mentee(services, mentor, name, f"{name}@example.org"))
    invite_person(services, name="Ned Newcome", email="ned@example.org", roles=frozenset({Role.MENTEE}))


def come_in_and_deliver(services: Services) -> None:
    come_in(services)
    deliver(services)


def ask(services: Services) -> None:
    ask_for_letter(services, "drafted@example.org")


@pytest.mark.parametrize(
    "happens",
    [
        send,
        deliver,
        send_and_deliver,
        be_refused,
        be_cut_off,
        begin,
        come_in,
        come_in_and_deliver,
        pair_anew,
        ask,
    ],
)
def test_r20_r21_whatever_happens_after_whichever_file(
    busy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Services], None]
) -> None:
    """Before the first file, between any two, and after the last: what comes back is whole, and silent."""
    monkeypatch.setattr("os.fsync", lambda _handle: None)  # quickly: nothing is cut off here
    for moment in moments(busy, tmp_path):
        folder = tmp_path / str(moment)
        shutil.copytree(busy, folder)
        live = opened(folder, dice=7)
        event = After(moment, partial(happens, live))
        before = known(live)
        back_up(folder, folder / "backup.tar", event)
        assert event.has_happened
        deliver(live)
        services, held = restore(folder / "backup.tar", folder / "restored")
        require_whole(services, folder / "restored/data", before)
        require_silent(services, folder)
        went = let_go(services, folder)
        goes = [letter for letter in held if letter.kind not in PROPOSALS or still_proposed(services, letter)]
        assert len(went) == len(set(went)) == len(goes)
        shutil.rmtree(folder)


def test_k4_who_is_erased_meanwhile_is_gone_or_can_be_erased_again(
    busy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _handle: None)  # quickly
    gone = []
    for moment in moments(busy, tmp_path):
        folder = tmp_path / str(moment)
        shutil.copytree(busy, folder)
        erase = partial(erase_person, opened(folder), "waiting@example.org")
        back_up(folder, folder / "backup.tar", After(moment, erase))
        services, _ = restore(folder / "backup.tar", folder / "restored")
        gone.append(services.store.registry.find("waiting@example.org") is None)
        if not gone[-1]:
            erase_person(services, "waiting@example.org")
        assert "waiting" not in {person.id for person in services.store.registry.people()}
        assert "waiting" not in {letter.person_id for letter in services.store.outbox.letters()}
        assert [path for path in (folder / "restored").rglob("*") if path.stem == "waiting"] in (
            [],
            [folder / "restored/data/records/waiting"],
        )
        assert not any(path.is_file() for path in (folder / "restored/data/records/waiting").glob("*"))
        assert services.store.outbox.missing() == []
        assert services.store.outbox.conservation().holds
        shutil.rmtree(folder)
    assert set(gone) == {True, False}


class After:
    """Something that happens when it was called so many times; at once after none."""

    def __init__(self, times: int, happens: Callable[[], object]) -> None:
        self._left = times + 1
        self._happens = happens
        self()

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._happens()

    @property
    def has_happened(self) -> bool:
        return self._left <= 0


def moments(busy: Path, folder: Path) -> list[int]:
    """Return after how many files something may happen: one person's are read at once, inside the hold."""
    back_up(busy, folder / "dry.tar")
    with tarfile.open(folder / "dry.tar") as tar:
        names = tar.getnames()
    whose = [Path(name).parts[1].removesuffix(".json") if "/" in name else name for name in names]
    between = [at for at in range(1, len(names)) if whose[at - 1] != whose[at]]
    assert len(between) > 15
    return [0, *between, len(names)]


def test_r20_every_document_comes_back_equal(busy: Path, tmp_path: Path) -> None:
    """Byte for byte, but for what the restore itself changes: the letters that it holds, and their states."""
    back_up(busy, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as tar:
        members = [member.name for member in tar.getmembers()]
        for name in members:
            copied = tar.extractfile(name)
            assert copied
            assert copied.read() == (busy / "data" / name).read_bytes(), name
    live = {
        str(path.relative_to(busy / "data"))
        for path in (busy / "data").rglob("*")
        if path.is_file() and path.suffix not in {".lock", ".prev"}
    }
    assert (set(members), len(members)) == (live, len(live))
    assert members[-2:] == [LEDGER, LAST]


def test_a_backup_counts_what_it_holds(busy: Path, tmp_path: Path) -> None:
    done = back_up(busy, tmp_path / "backup.tar")
    assert done.damaged == ()
    assert dict(done.counts) == {
        "registry": 7,
        "drafts": 2,
        "credentials": 6,
        "records": 2,
        "index": 7,
        "requests": 1,
        "outbox": 3,
    }


def test_r19_a_damaged_file_is_named_and_copied_as_it_is(busy: Path, tmp_path: Path) -> None:
    shutil.copytree(busy, tmp_path / "broken")
    path = tmp_path / "broken/data/records/waiting/1.json"
    path.write_bytes(flipped(path.read_bytes()))
    done = back_up(tmp_path / "broken", tmp_path / "backup.tar")
    assert [(each.name, each.why) for each in done.damaged] == [("records/waiting/1", "its seal is broken")]


def test_an_archive_is_its_owner_s_alone_and_nothing_is_left_beside_it(busy: Path, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    back_up(busy, tmp_path / "place/backup.tar")
    assert [(path.name, path.stat().st_mode & 0o777) for path in (tmp_path / "place").iterdir()] == [
        ("backup.tar", 0o600)
    ]


def test_an_archive_is_never_replaced_and_never_lies_among_the_data(busy: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"
    archive.write_text("kept")
    with pytest.raises(StoreError, match="there already"):
        back_up(busy, archive)
    assert archive.read_text() == "kept"
    (tmp_path / "alias").symlink_to(busy / "data")
    for inside in (busy / "data/backup.tar", tmp_path / "alias/backup.tar", busy / "data/outbox/x.json"):
        with pytest.raises(StoreError, match="in the data folder itself"):
            back_up(busy, inside)
    with pytest.raises(StoreError, match="No such file or directory"):
        back_up(busy, tmp_path / "nowhere/backup.tar")
    with pytest.raises(StoreError, match="holds no data"):
        back_up(tmp_path, tmp_path / "other.tar")


def test_two_backups_of_one_name_never_mix(busy: Path, tmp_path: Path) -> None:
    def another() -> None:
        with pytest.raises(StoreError, match="another backup is being written"):
            back_up(busy, tmp_path / "backup.tar")

    back_up(busy, tmp_path / "backup.tar", another)
    assert [path.name for path in tmp_path.iterdir()] == ["backup.tar"]


def test_r4_a_full_disk_leaves_no_half_archive(
    busy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(StoreError, match="No space left on device"):
        back_up(busy, tmp_path / "backup.tar")
    assert list(tmp_path.iterdir()) == []


def test_what_a_person_has_is_read_inside_their_hold(
    busy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit writes the record and drops the draft: whoever reads in between must see neither half."""
    locks = EmbeddedLocks(busy / "data/locks")
    held = set()

    def looked_at(path: str) -> bytes:
        concern, person_id = Path(path).relative_to(busy / "data").parts[:2]
        if concern in {*OF_A_PERSON, "records"}:
            person_id = person_id.removesuffix(".json")
            assert locks.try_exclusive(stripe("person", person_id, PERSON_LOCKS)) is None, path
            held.add(person_id)
        return read_file(path)

    monkeypatch.setattr("formsvc.store.embedded.backup.read_file", looked_at)
    back_up(busy, tmp_path / "backup.tar")
    assert held == known(opened(busy)).people.keys()


def test_a_backup_keeps_nobody_waiting_between_two_files(busy: Path, tmp_path: Path) -> None:
    """A slow disk under the archive stops no mentee."""
    shutil.copytree(busy, tmp_path / "mine")
    services = opened(tmp_path / "mine")
    people = [person.id for person in services.store.registry.people()]

    def hold_everyone() -> None:
        for person_id in people:
            with services.store.hold(person_id):
                pass

    done = back_up(tmp_path / "mine", tmp_path / "backup.tar", hold_everyone)
    assert done.counts["registry"] == len(people)
