"""What keeps the data of either store: backups, restores, and sealing again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from formsvc.keys import KeysFile
from formsvc.settings import Settings
from formsvc.store.embedded import refuse_network_file_system, store_in
from formsvc.store.embedded.backup import Archived, write_backup
from formsvc.store.embedded.contents import count_documents
from formsvc.store.embedded.resealing import Resealer
from formsvc.store.embedded.restore import Restored, restored
from formsvc.store.embedded.usage import used
from formsvc.store.resealed import Resealed
from formsvc.wiring import open_database, sealing_with, services_over, utc_now
from formsvc.workflows.services import Services


def back_up(settings: Settings, archive: Path, note: Callable[[], None]) -> Archived:
    """Write an archive of the data folder while the service runs; ``note`` is called after each file."""
    keys_file = KeysFile(settings.keys_file, settings.data_dir)
    return write_backup(settings.folder, archive, sealing_with(keys_file), utc_now(), note)


@contextmanager
def restore_backup(
    settings: Settings, archive: Path, note: Callable[[], None], *, damaged_too: bool
) -> Iterator[tuple[Restored, Services]]:
    """Lay an archive out, and give services over it that nobody else has until the block ends."""
    refuse_network_file_system(settings.folder)
    keys_file = KeysFile(settings.keys_file, settings.data_dir)
    sealing = sealing_with(keys_file)
    with restored(archive, settings.folder, sealing, note, damaged_too=damaged_too) as found:
        store = store_in(settings.folder, sealing, keys_file.keys.lookup)
        yield found, services_over(store, settings, keys_file.keys)


def reseal(settings: Settings, note: Callable[[], None]) -> Resealed:
    """Seal every document with the newest key while the service runs; ``note`` is called after each."""
    keys_file = KeysFile(settings.keys_file, settings.data_dir)
    if settings.database_url is None:
        with used(settings.folder):
            return Resealer(settings.folder, sealing_with(keys_file), note).run()
    from formsvc.store.postgres.resealing import reseal as reseal_rows  # noqa: PLC0415 - files need no driver

    return reseal_rows(open_database(settings, keys_file).tables, note)


def count(settings: Settings) -> int:
    """Return how many documents there are, near enough for a progress bar; without a key."""
    if settings.database_url is None:
        return count_documents(settings.folder)
    from formsvc.store.postgres.schema import count_rows  # noqa: PLC0415 - files need no driver

    return count_rows(settings.database)
