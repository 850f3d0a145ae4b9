"""Commands that keep what is there: back the data up, restore them, rotate the keys that seal them."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formsvc.cli.loading import require_owner, services_of, settings_of
from formsvc.cli.telling import counted, numbered, progress
from formsvc.domain.errors import DamagedFileError, StoreError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.wording import moment_in_words

if TYPE_CHECKING:
    from formsvc.keys import Keys
    from formsvc.settings import Settings
    from formsvc.store.resealed import Resealed

_FILE = click.Path(path_type=Path)
_SETTLED_AFTER = 60.0
"""Seconds in which a write that began before a rotation has surely ended."""


@click.command()
@click.argument("file", type=_FILE)
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Write all data, sealed as they are and without the keys, to FILE while the service runs."""
    from formsvc.wiring.keeping import back_up, count

    settings = _own_settings(ctx)
    _require_files(settings, "Back it up with pg_dump: see docs/operate/backup.md.")
    with progress("Backing up", count(settings)) as note:
        done = back_up(settings, file, note)
    click.echo(f"Backed up {counted(done.counts, 'file')} to {file}: {file.stat().st_size:,} bytes.")
    _name_damaged(ctx, done.damaged)


@click.command()
@click.argument("file", type=_FILE, required=False)
@click.option(
    "--send-waiting", is_flag=True, help="Let the letters go that a restore holds; without FILE, later."
)
@click.option("--hold-waiting", is_flag=True, help="Without FILE: hold what waits, right after pg_restore.")
@click.option("--damaged-too", is_flag=True, help="Restore a backup in which some documents don't open.")
@click.pass_context
def restore(
    ctx: click.Context, file: Path | None, *, send_waiting: bool, hold_waiting: bool, damaged_too: bool
) -> None:
    """Restore the backup FILE into an empty data folder; letters that waited are held, not sent."""
    from formsvc.wiring.keeping import restore_backup
    from formsvc.workflows.restoring import hold_letters, send_held_letters

    settings = _own_settings(ctx)
    if file is None:
        _settle_letters(ctx, send_waiting=send_waiting, hold_waiting=hold_waiting)
        return
    _require_files(settings, "Restore it with pg_restore, then run `formsvc restore --hold-waiting`.")
    if hold_waiting:
        raise click.UsageError("--hold-waiting is for a database that pg_restore filled: leave out FILE.")
    logging.getLogger("formsvc").addHandler(logging.NullHandler())  # the report below says it all
    with (
        progress("Restoring", None) as note,
        restore_backup(settings, file, note, damaged_too=damaged_too) as (found, services),
    ):
        held = hold_letters(services)
        if send_waiting:
            send_held_letters(services)
        conservation = services.store.outbox.conservation()
    click.echo(
        f"Restored {counted(found.counts, 'file')}, as they were on {moment_in_words(found.made_at)} UTC."
    )
    click.echo(f"Letters: {conservation}")
    _say_what_waits(held, let_go=send_waiting)
    _name_damaged(ctx, found.damaged)


def _settle_letters(ctx: click.Context, *, send_waiting: bool, hold_waiting: bool) -> None:
    """Hold the letters that wait, or let the held ones go, in a store that was restored before."""
    from formsvc.workflows.restoring import hold_letters, send_held_letters

    if send_waiting == hold_waiting:
        raise click.UsageError(
            "Name the backup to restore. Without one, give --send-waiting or --hold-waiting."
        )
    services = services_of(ctx)
    if hold_waiting:
        held = hold_letters(services)
        click.echo(f"Letters: {services.store.outbox.conservation()}")
        _say_what_waits(held, let_go=False)
        return
    click.echo(f"Let go: {send_held_letters(services)}. `formsvc work` sends them.")


@click.command("rotate-keys")
@click.option("--drop-old", is_flag=True, help="End a rotation: seal what is left, then remove the old key.")
@click.pass_context
def rotate_keys(ctx: click.Context, *, drop_old: bool) -> None:
    """Make a new sealing key, and seal every file with it while the service runs."""
    from formsvc.keys import load_keys, rotate_sealing_key

    settings = _own_settings(ctx)
    keys = load_keys(settings.keys_file, settings.data_dir)
    if drop_old:
        _drop_old(settings, keys)
        return
    if len(keys.sealing) > 1:
        raise StoreError(
            f"The last rotation isn't ended: {_old(keys)} is still in {settings.keys_file}. "
            f"Run `formsvc rotate-keys --drop-old` first.",
        )
    fresh = rotate_sealing_key(settings.keys_file, keys, secrets.token_bytes)
    click.echo(
        f"{settings.keys_file} has a new key, {fresh.sealing[0].id}. Keep a second copy of the file now."
    )
    done = _reseal(settings)
    left = f" Left as they were: {', '.join(done.busy + done.damaged)}." if done.busy or done.damaged else ""
    click.echo(f"Sealed {done.sealed} files again.{left}")
    click.echo(f"{_old(fresh)} still opens older files. In a minute or later: formsvc rotate-keys --drop-old")


def _drop_old(settings: Settings, keys: Keys) -> None:
    """Remove the old keys when nothing is sealed with them any more; raises StoreError."""
    from formsvc.keys import replace_keys, with_newest_sealing_key_only

    if len(keys.sealing) == 1:
        raise StoreError(
            f"{settings.keys_file} has one sealing key, {keys.sealing[0].id}: no old one to drop."
        )
    if time.time() - settings.keys_file.stat().st_mtime < _SETTLED_AFTER:
        raise StoreError(
            "The keys changed less than a minute ago, and a write may be under way. Wait a minute."
        )
    done = _reseal(settings)
    if done.busy:
        raise StoreError(
            f"{_old(keys)} stays: a worker has {', '.join(done.busy)} in hand. Try again in a few minutes."
        )
    if done.damaged:
        raise StoreError(
            f"{_old(keys)} stays: it may be needed for what doesn't open: {', '.join(done.damaged)}. "
            f"Restore these from a backup, or remove them, and try again.",
        )
    replace_keys(settings.keys_file, with_newest_sealing_key_only(keys))
    click.echo(
        f"Sealed {done.sealed} files again, and dropped {_old(keys)}. {keys.sealing[0].id} opens all data."
    )
    click.echo("Backups from before need the keys file of their time. Keep it as long as you keep them.")


def _reseal(settings: Settings) -> Resealed:
    from formsvc.wiring.keeping import count, reseal

    with progress("Sealing", count(settings)) as note:
        return reseal(settings, note)


def _own_settings(ctx: click.Context) -> Settings:
    """Return the settings; raises StoreError for a user who doesn't own the data, where they are files."""
    settings = settings_of(ctx)
    if settings.database_url is None and settings.data_dir is not None:
        require_owner(settings.data_dir)
    return settings


def _require_files(settings: Settings, instead: str) -> None:
    if settings.database_url is not None:
        raise StoreError(f"This programme's data are in PostgreSQL. {instead}")


def _say_what_waits(held: Sequence[Letter], *, let_go: bool) -> None:
    if not held:
        return
    questionnaires = sum(letter.kind is LetterKind.SUBMISSION for letter in held)
    if let_go:
        click.echo(f"Let go: {len(held)}. `formsvc work` sends them, though some may have been sent before.")
        return
    click.echo(
        f"Held: {numbered(len(held), 'letter')}, {numbered(questionnaires, 'questionnaire')} among them. "
        f"They may have been sent after the backup was made, so none goes out by itself.\n"
        f"Ask who has theirs. Then let them go: formsvc restore --send-waiting",
    )


def _name_damaged(ctx: click.Context, damaged: Sequence[DamagedFileError]) -> None:
    for each in damaged:
        click.echo(f"Damaged: {each.name} ({each.why}). It is copied as it is.", err=True)
    if damaged:
        ctx.exit(1)


def _old(keys: Keys) -> str:
    return ", ".join(key.id for key in keys.sealing[1:])
