"""The only place that picks a store and a mail transport."""

from __future__ import annotations

import atexit
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

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
from formsvc.store.embedded import open_embedded
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing, SealingKeys
from formsvc.workflows.services import Clock, Services

if TYPE_CHECKING:
    from formsvc.store.postgres import Opened


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def open_store(settings: Settings, keys_file: KeysFile) -> Store:
    """Open the store that the settings name: PostgreSQL where there is an address of it, else files."""
    if settings.database_url is not None:
        return open_database(settings, keys_file).store
    return open_embedded(settings.folder, sealing_with(keys_file), keys_file.keys.lookup)


def open_database(settings: Settings, keys_file: KeysFile) -> Opened:
    """Open the store in PostgreSQL; its connections are closed when the process ends."""
    from formsvc.store.postgres import Limits, open_postgres  # noqa: PLC0415 - files need no driver of it

    opened = open_postgres(
        settings.database,
        sealing_with(keys_file),
        keys_file.keys.lookup,
        limits=Limits(settings.database_connections, settings.database_patience),
        lease_seconds=settings.lease_seconds,
    )
    atexit.register(opened.database.close)
    return opened


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
    return services_over(open_store(settings, keys_file), settings, keys_file.keys, clock, random)


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


def services_over(
    store: Store,
    settings: Settings,
    keys: Keys,
    clock: Clock = utc_now,
    random: Randomness = secrets.token_bytes,
) -> Services:
    """Return what workflows need over a store that is open already."""
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
