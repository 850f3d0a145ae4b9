"""The operator's commands. Each imports what it needs when it runs, so that ``serve`` starts quickly."""

from __future__ import annotations

from typing import Any

import click

from formsvc import __version__
from formsvc.cli.keeping import backup, restore, rotate_keys
from formsvc.cli.moving import move_store
from formsvc.cli.people import (
    correct_address,
    erase,
    invite,
    invite_again,
    mentoring,
    pair,
    people,
    resume,
    status,
    workplace,
)
from formsvc.cli.publishing import site_pages, site_policy
from formsvc.cli.running import demo, serve, work
from formsvc.cli.setting_up import check, init, migrate
from formsvc.domain.errors import MentorpostError


class Sentences(click.Group):
    """A group whose refusals are sentences: exit code 1, no traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command and turn what it refuses into a sentence."""
        try:
            return super().invoke(ctx)
        except MentorpostError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Sentences)
@click.option(
    "--settings",
    type=click.Path(dir_okay=False),
    envvar="FORMSVC_SETTINGS_FILE",
    help="File of NAME=value settings; the environment overrides it.",
)
@click.version_option(__version__, prog_name="formsvc")
@click.pass_context
def main(ctx: click.Context, settings: str | None) -> None:
    """Run a Mentorpost programme: its people, its letters and its form service."""
    ctx.obj = settings


for command in (
    init,
    serve,
    work,
    invite,
    invite_again,
    mentoring,
    correct_address,
    workplace,
    pair,
    erase,
    people,
    status,
    resume,
    check,
    migrate,
    backup,
    restore,
    rotate_keys,
    move_store,
    site_pages,
    site_policy,
    demo,
):
    main.add_command(command)
