"""The command that moves a programme from its files into PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from formsvc.cli.loading import require_owner, settings_of
from formsvc.cli.telling import counted, numbered, progress
from formsvc.domain.errors import StoreError
from formsvc.domain.wording import moment_in_words

if TYPE_CHECKING:
    from formsvc.wiring.moving import Moved


@click.command("move-store")
@click.option("--without-damaged", is_flag=True, help="Leave behind what doesn't open, named one by one.")
@click.pass_context
def move_store(ctx: click.Context, *, without_damaged: bool) -> None:
    """Move all data from the folder into PostgreSQL, while nothing runs, and compare every document."""
    from formsvc.wiring.moving import move_store as move

    settings = settings_of(ctx)
    require_owner(settings.folder)
    moved = move(settings, progress, without_damaged=without_damaged)
    if moved.ended_at is not None and moved.before:
        click.echo(
            f"Moved already, on {moment_in_words(moved.ended_at)} UTC: nothing was done. "
            f"The data are in the database."
        )
        return
    _name(moved)
    if moved.ended_at is None:
        raise StoreError(_refusal(moved))
    click.echo(f"Moved {counted(moved.counts, 'document')}, compared on both sides.")
    click.echo(f"Letters in the folder:   {moved.in_folder}")
    click.echo(f"Letters in the database: {moved.in_database}")
    click.echo(
        f"Nothing opens {settings.folder} any more. Delete it once you are sure, and take it out of the "
        f"settings.\nNext: formsvc check, then start `formsvc serve` and `formsvc work`."
    )


def _name(moved: Moved) -> None:
    """Name one by one what keeps the move from ending, or what it left behind."""
    for damage in moved.damaged.values():
        left = " It was left behind." if moved.ended_at is not None else ""
        click.echo(f"Damaged: {damage.name} ({damage.why}).{left}", err=True)
    for name in moved.differing:
        click.echo(f"Differs: {name}.", err=True)
    if moved.lines_passed_over:
        lines = numbered(moved.lines_passed_over, "line")
        click.echo(
            f"Passed over: {lines} of ledger.log that can't be read, and count on neither side.", err=True
        )


def _refusal(moved: Moved) -> str:
    if moved.differing:
        return (
            f"{numbered(len(moved.differing), 'document')} on the two sides differ, so the move isn't ended. "
            f"Look for what else writes to the database, stop it, and run `formsvc move-store` again."
        )
    return (
        f"{numbered(len(moved.damaged), 'document')} can't be moved, so the move isn't ended. Restore what "
        f"is named from a backup and run this again, or leave it behind with --without-damaged."
    )
