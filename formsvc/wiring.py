"""The only place that picks a store and a mail transport."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from formsvc.auth.links import LinkSigner
from formsvc.domain.errors import SettingsInvalidError, StoreError
from formsvc.domain.identity import Randomness
from formsvc.keys import Keys, KeysFile
from formsvc.mail.imap import ImapMailbox
from formsvc.mail.inbound import ReturnMailbox
from formsvc.mail.maildir import Maildir
from formsvc.mail.smtp import SmtpTransport
from formsvc.mail.transport import Transport
from formsvc.programme_file import read_programme
from formsvc.settings import Settings
from formsvc.store.embedded import open_embedded, refuse_network_file_system, store_in
from formsvc.store.embedded.backup import Archived, write_backup
from formsvc.store.embedded.contents import count_documents
from formsvc.store.embedded.resealing import Resealer
from formsvc.store.embedded.restore import Restored, restored
from formsvc.store.protocol import Store
from formsvc.store.resealed import Resealed
from formsvc.store.sealing import Sealing, SealingKeys
from formsvc.workflows.services import Clock, Services

__all__ = [
    "back_up",
    "build_return_mailbox",
    "build_services",
    "build_transport",
    "count_documents",
    "open_store",
    "reseal",
    "restore_backup",
    "sealing_with",
    "utc_now",
]


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def open_store(settings: Settings, keys_file: KeysFile) -> Store:
    """Open the store that the settings name."""
    return open_embedded(settings.data_dir, sealing_with(keys_file), keys_file.keys.lookup)


def sealing_with(keys_file: KeysFile) -> Sealing:
    """Return a sealing that follows the rotation of its keys."""

    def changed() -> SealingKeys | None:
        try:
            keys = keys_file.changed()
        except SettingsInvalidError as refused:
            raise StoreError(f"{refused} Nothing is saved until it is mended.") from None
        return _pairs(keys) if keys else None

    return Sealing(_pairs(keys_file.keys), changed)


def build_services(
    settings: Settings, *, clock: Clock = utc_now, random: Randomness = secrets.token_bytes
) -> Services:
    """Return what workflows need; raises SettingsInvalidError, ProgrammeInvalidError and StoreError."""
    keys_file = KeysFile(settings.keys_file, settings.data_dir)
    return _services(settings, keys_file.keys, open_store(settings, keys_file), clock, random)


def build_transport(settings: Settings) -> Transport:
    """Return the way to the mail server."""
    password = settings.smtp_password
    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=password.get_secret_value() if password else None,
        ca_file=settings.smtp_ca_file,
        timeout=settings.smtp_timeout,
    )


def build_return_mailbox(settings: Settings) -> ReturnMailbox | None:
    """Return the way to the mailbox that the machine reads, None when none is set."""
    if settings.inbound_maildir is not None:
        return Maildir(settings.inbound_maildir)
    password = settings.inbound_imap_password
    if settings.inbound_imap_host is None or settings.inbound_imap_username is None or password is None:
        return None
    return ImapMailbox(
        host=settings.inbound_imap_host,
        port=settings.inbound_imap_port,
        security=settings.inbound_imap_security,
        username=settings.inbound_imap_username,
        password=password.get_secret_value(),
        folder=settings.inbound_imap_folder,
        ca_file=settings.inbound_imap_ca_file,
    )


def back_up(settings: Settings, archive: Path, note: Callable[[], None]) -> Archived:
    """Write an archive of the data while the service runs; ``note`` is called after each file."""
    keys_file = KeysFile(settings.keys_file, settings.data_dir)
    return write_backup(settings.data_dir, archive, sealing_with(keys_file), utc_now(), note)


@contextmanager
def restore_backup(
    settings: Settings, archive: Path, note: Callable[[], None], *, damaged_too: bool
) -> Iterator[tuple[Restored, Services]]:
    """Lay an archive out, and give services over it that nobody else has until the block ends."""
    refuse_network_file_system(settings.data_dir)
    keys_file = KeysFile(settings.keys_file, settings.data_dir)
    sealing = sealing_with(keys_file)
    with restored(archive, settings.data_dir, sealing, note, damaged_too=damaged_too) as found:
        store = store_in(settings.data_dir, sealing, keys_file.keys.lookup)
        yield found, _services(settings, keys_file.keys, store, utc_now, secrets.token_bytes)


def reseal(settings: Settings, note: Callable[[], None]) -> Resealed:
    """Seal every file with the newest key while the service runs; ``note`` is called after each file."""
    keys_file = KeysFile(settings.keys_file, settings.data_dir)
    return Resealer(settings.data_dir, sealing_with(keys_file), note).run()


def _services(settings: Settings, keys: Keys, store: Store, clock: Clock, random: Randomness) -> Services:
    return Services(
        store=store,
        programme=read_programme(settings.programme_file),
        clock=clock,
        random=random,
        links=LinkSigner(keys.links),
        base_url=settings.base_url,
        mail_from=settings.mail_from,
        return_address=settings.return_address or "",
        reads_returns=settings.reads_returns,
    )


def _pairs(keys: Keys) -> SealingKeys:
    return [(key.id, key.secret) for key in keys.sealing]
