"""R20, R21: only a whole backup is restored, only into an empty folder, and nothing opens it meanwhile."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from formsvc.domain.errors import NewerFormatError, StoreError
from formsvc.store.embedded.restore import restored
from formsvc.store.sealing import Sealing
from tests.store.keeping import SEALING, back_up, flipped, known, require_whole, restore, restoring
from tests.store.test_backup import opened
from tests.workflows.delivering import send_questionnaire
from tests.workflows.small_programme import add_mentee, add_mentor

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live")
    services = opened(folder)
    send_questionnaire(services, add_mentee(services, add_mentor(services)))
    return folder


@pytest.fixture(scope="module")
def archive(live: Path) -> Path:
    back_up(live, live / "backup.tar")
    return live / "backup.tar"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path


def refused(archive: Path, folder: Path, sealing: Sealing = SEALING, *, damaged_too: bool = False) -> str:
    """Return what a refused restore said, having left the folder as it was: empty."""
    with (
        pytest.raises(StoreError) as refusal,
        restored(archive, folder / "data", sealing, lambda: None, damaged_too=damaged_too),
    ):
        pass
    assert list((folder / "data").iterdir()) == []
    return str(refusal.value)


def files_of(archive: Path) -> Files:
    with tarfile.open(archive) as tar:
        return {member.name: (tar.extractfile(member) or io.BytesIO()).read() for member in tar}


def packed(path: Path, files: Files, *more: tarfile.TarInfo) -> Path:
    """Write an archive as a stranger might, ``more`` in the middle."""
    with tarfile.open(path, "w") as tar:
        for member in more:
            tar.addfile(member)
        for name, content in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))
    return path


@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_that_is_empty_or_not_there_is_filled(
    live: Path, archive: Path, tmp_path: Path, *, is_there: bool
) -> None:
    folder = tmp_path / "deep"
    if is_there:
        (folder / "data").mkdir(parents=True)
    services, held = restore(archive, folder)
    require_whole(services, folder / "data", known(opened(live)))
    assert len(held) == 1
    assert {path.stat().st_mode & 0o077 for path in (folder / "data").rglob("*")} == {0}


def test_a_folder_that_holds_anything_is_left_alone(archive: Path, folder: Path) -> None:
    (folder / "data/note.txt").write_text("kept")
    with pytest.raises(StoreError, match="isn't empty"):
        restore(archive, folder)
    assert [path.name for path in (folder / "data").iterdir()] == ["note.txt"]
    shutil.rmtree(folder / "data")
    (folder / "data").write_text("a file")
    with pytest.raises(StoreError, match="isn't empty"):
        restore(archive, folder)


def test_nothing_else_opens_the_folder_until_the_restore_has_ended(archive: Path, folder: Path) -> None:
    with restoring(archive, folder) as services:
        assert list(services.store.registry.people())
        with pytest.raises(NewerFormatError, match="hasn't ended"):
            opened(folder)
    assert list(opened(folder).store.registry.people())


def test_what_goes_wrong_at_the_end_takes_everything_back(archive: Path, folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt), restoring(archive, folder):
        raise KeyboardInterrupt
    assert list((folder / "data").iterdir()) == []
    shutil.rmtree(folder / "data")
    with pytest.raises(KeyboardInterrupt), restoring(archive, folder):
        raise KeyboardInterrupt
    assert not (folder / "data").exists()


def test_a_restore_that_was_killed_is_refused_with_the_way_out(archive: Path, folder: Path) -> None:
    with restoring(archive, folder):
        shutil.copytree(folder / "data", folder / "killed/data")
    with pytest.raises(NewerFormatError, match="empty the folder and restore"):
        opened(folder / "killed")


def test_an_archive_cut_anywhere_is_refused(archive: Path, folder: Path) -> None:
    whole = archive.read_bytes()
    cut = folder / "cut.tar"
    end = len(whole.rstrip(b"\0"))
    for length in range(0, end, 256):
        cut.write_bytes(whole[:length])
        assert "cut short" in refused(cut, folder), length


def link(name: str, kind: bytes) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    return member


@pytest.mark.parametrize(
    "member",
    [
        tarfile.TarInfo("/etc/cron.d/x"),
        tarfile.TarInfo("../outside.json"),
        tarfile.TarInfo("registry/../../outside.json"),
        tarfile.TarInfo("registry/mentee1.json.prev"),
        tarfile.TarInfo("registry/.mentee1.json"),
        tarfile.TarInfo("registry/a/b.json"),
        tarfile.TarInfo("records/mentee1.json"),
        tarfile.TarInfo("records/mentee1/x.json"),
        tarfile.TarInfo("locks/person-0001.lock"),
        tarfile.TarInfo("elsewhere/a.json"),
        tarfile.TarInfo("keys.json"),
        tarfile.TarInfo("registry/a.json\n"),
        tarfile.TarInfo("registry/é.json"),
        link("registry/link.json", tarfile.SYMTYPE),
        link("registry/hard.json", tarfile.LNKTYPE),
        link("registry/device.json", tarfile.CHRTYPE),
        link("registry/pipe.json", tarfile.FIFOTYPE),
        link("registry", tarfile.DIRTYPE),
    ],
    ids=lambda member: f"{member.name!r} {member.type!r}",
)
def test_what_no_backup_holds_is_refused_before_anything_is_written(
    archive: Path, folder: Path, member: tarfile.TarInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = packed(folder / "evil.tar", files_of(archive), member)

    def never(*_: object) -> None:
        raise AssertionError("something was written")

    monkeypatch.setattr("formsvc.store.embedded.restore.write_file", never)
    assert "is in no backup of Mentorpost" in refused(evil, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["data", "evil.tar"]


def test_an_archive_that_names_a_file_twice_is_refused(archive: Path, folder: Path) -> None:
    twice = packed(folder / "twice.tar", files_of(archive), tarfile.TarInfo("ledger.log"))
    assert "holds a file twice" in refused(twice, folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda files: {name: files[name] for name in files if name != "format.json"},
        lambda files: {name: files[name] for name in files if name != "ledger.log"},
        lambda files: {name: files[name] for name in reversed(files)},
        lambda _files: {},
    ],
)
def test_what_is_not_whole_is_refused(archive: Path, folder: Path, change: Callable[[Files], Files]) -> None:
    assert "cut short" in refused(packed(folder / "part.tar", change(files_of(archive))), folder)


def test_what_is_no_archive_is_refused(folder: Path) -> None:
    (folder / "letter.txt").write_text("Dear mentor")
    assert "isn't a backup" in refused(folder / "letter.txt", folder)
    assert "No such file" in refused(folder / "nowhere.tar", folder)
    assert "Is a directory" in refused(folder, folder)


def test_r22_a_backup_of_a_newer_format_is_refused(archive: Path, folder: Path) -> None:
    newer = packed(folder / "newer.tar", {**files_of(archive), "format.json": b'{"format": 2}'})
    assert "format 2" in refused(newer, folder)


@pytest.mark.parametrize("damaged_too", [False, True])
@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([("k2", b"y" * 32)], "with a key, test, that isn't in the keys file"),
        ([("test", b"y" * 32)], "its seal is broken"),
    ],
)
def test_keys_of_another_time_are_refused_whatever_is_asked(
    archive: Path, folder: Path, keys: list[tuple[str, bytes]], said: str, *, damaged_too: bool
) -> None:
    refusal = refused(archive, folder, Sealing(keys), damaged_too=damaged_too)
    assert said in refusal
    assert "Use the keys file of the time" in refusal
    restore(archive, folder)


@pytest.fixture
def broken(archive: Path, folder: Path) -> Path:
    """A backup in which one file of each of two people is damaged."""
    files = files_of(archive)
    for name in ("credentials/mentee1.json", "registry/mentor1.json"):
        files[name] = flipped(files[name])
    return packed(folder / "broken.tar", files)


def test_r19_damage_is_refused_and_named(broken: Path, folder: Path) -> None:
    said = refused(broken, folder)
    assert "2 of 8 documents" in said
    assert "credentials/mentee1 (its seal is broken)" in said
    assert "registry/mentor1 (its seal is broken)" in said


def test_r19_damage_that_is_asked_for_stops_nobody_else(broken: Path, live: Path, folder: Path) -> None:
    services, held = restore(broken, folder, damaged_too=True)
    assert services.store.registry.damaged() == ["registry/mentor1"]
    assert known(services).submissions == known(opened(live)).submissions
    assert len(held) == 1


def test_r4_a_full_disk_is_a_sentence(archive: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full_disk)
        assert "No space left on device" in refused(archive, folder)


def test_a_restore_calls_after_each_file(archive: Path, folder: Path) -> None:
    noted: Iterator[None] = iter([None] * 99)
    with restored(archive, folder / "data", SEALING, lambda: next(noted), damaged_too=False) as found:
        assert found.counts.total() == 8
    assert len(list(noted)) == 99 - 9
