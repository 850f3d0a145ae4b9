"""Commands that set a programme up and look whether everything is well."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formsvc.cli.loading import services_of, settings_of
from formsvc.domain.errors import MailTemporaryError, MentorpostError
from formsvc.domain.people import Role

if TYPE_CHECKING:
    from formsvc.settings import Settings

_MAIL_SETTINGS = "FORMSVC_SMTP_HOST, FORMSVC_SMTP_PORT and FORMSVC_SMTP_SECURITY"


def _folder_unless_database(ctx: click.Context, _option: click.Parameter, given: Path | None) -> Path | None:
    """Ask for the folder only where the data aren't to be in a database."""
    if given is not None or ctx.params.get("database_url"):
        return given
    asked: Path = click.prompt("Folder for the data", default=Path("data"), type=click.Path(path_type=Path))
    return asked


@click.command()
@click.option(
    "--database-url", is_eager=True, help="A PostgreSQL database instead of a folder, for several hosts."
)
@click.option("--data-dir", type=click.Path(path_type=Path), callback=_folder_unless_database)
@click.option(
    "--keys-file",
    type=click.Path(path_type=Path),
    prompt="File for the keys (outside the data)",
    default=Path("keys.json"),
)
@click.option("--settings-file", type=click.Path(path_type=Path), default=Path(".env"), show_default=True)
@click.option(
    "--programme-file", type=click.Path(path_type=Path), default=Path("programme.toml"), show_default=True
)
@click.option("--base-url", prompt="Address of the form service, such as https://forms.example.org")
@click.option("--mail-from", prompt="Address that letters come from")
@click.option("--smtp-host", prompt="Mail server")
@click.option("--smtp-port", type=int, default=587, show_default=True)
@click.option(
    "--smtp-security", type=click.Choice(["starttls", "tls", "none"]), default="starttls", show_default=True
)
@click.option("--coordinator-name", prompt="First coordinator's name")
@click.option("--coordinator-email", prompt="First coordinator's email address")
@click.pass_context
def init(
    ctx: click.Context,
    /,
    coordinator_name: str,
    coordinator_email: str,
    settings_file: Path,
    **given: object,
) -> None:
    """Make the keys, a settings file and the data folder, and invite the first coordinator.

    Running it again makes only what is missing; keys and settings are never overwritten.
    """
    from formsvc.keys import make_keys, require_apart, write_keys
    from formsvc.settings import settings_from
    from formsvc.workflows.enrolment import invite_person

    wanted = _wanted(given)
    checked = settings_from(wanted)  # nothing is made before all of it is right
    require_apart(checked.keys_file, checked.data_dir)
    keys_file = checked.keys_file
    _refuse_new_keys_for_old_data(keys_file, checked)
    _make_once(keys_file, "keys", lambda: write_keys(keys_file, make_keys(secrets.token_bytes)))
    _make_once(settings_file, "settings", lambda: _write_settings(settings_file, wanted))
    ctx.obj = str(settings_file)
    if checked.database_url is not None:
        ctx.invoke(migrate)
    services = services_of(ctx)
    if services.store.registry.find(coordinator_email) is None:
        invite_person(
            services, name=coordinator_name, email=coordinator_email, roles=frozenset({Role.COORDINATOR})
        )
        click.echo(f"{coordinator_name} is invited as coordinator; `formsvc work` sends the letter.")
    click.echo(f"Keep a copy of {keys_file} apart from the data: without it nothing can be read.")
    click.echo(f"Next: formsvc --settings {settings_file} check")


@click.command()
@click.pass_context
def migrate(ctx: click.Context) -> None:
    """Give the PostgreSQL database the tables of this release. Safe on several hosts at once."""
    from formsvc.store.postgres.schema import migrate as bring_up

    done = bring_up(settings_of(ctx).database)
    click.echo(f"Applied {', '.join(done)}." if done else "The database has all of this release's tables.")


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look whether settings, keys, programme, store, mail server and return mailbox are well."""
    from formsvc.keys import load_keys
    from formsvc.mail.smtp import SmtpTransport
    from formsvc.programme_file import read_programme
    from formsvc.wiring import build_services, build_transport
    from formsvc.workflows.watching import programme_status

    settings = settings_of(ctx)
    click.echo("ok    settings")

    def mail() -> None:
        transport = build_transport(settings)
        if not isinstance(transport, SmtpTransport):
            return
        try:
            transport.try_connection()
        except MailTemporaryError as error:
            raise MentorpostError(f"{error} Look at {_MAIL_SETTINGS}, and whether it runs.") from None

    def store() -> None:
        damaged = programme_status(build_services(settings).for_coordinators()).damaged
        if damaged:
            raise MentorpostError(
                f"these files are damaged: {', '.join(damaged)}. Restore them from a backup."
            )

    keys_are_well = _look("keys", lambda: load_keys(settings.keys_file, settings.data_dir))
    programme_is_well = _look("programme", lambda: read_programme(settings.programme_file))
    if is_well := keys_are_well and programme_is_well:
        is_well = _look("store", store)
    else:
        click.echo("wait  store: mend what is above first, then it can be opened.")
    is_well = _look("mail server", mail) and is_well
    if not _return_mailbox_is_well(settings) or not is_well:
        ctx.exit(1)


def _return_mailbox_is_well(settings: Settings) -> bool:
    """Open the return mailbox, where there is one, and read nothing."""
    from formsvc.wiring import build_return_mailbox

    mailbox = build_return_mailbox(settings)

    def returns() -> None:
        with nullcontext() if mailbox is None else mailbox.opened():
            pass

    return mailbox is None or _look("return mailbox", returns)


def _refuse_new_keys_for_old_data(keys_file: Path, settings: Settings) -> None:
    from formsvc.wiring.keeping import count

    if not keys_file.exists() and count(settings):
        place, other = ("The database", "database with --database-url")
        if settings.database_url is None:
            place, other = str(settings.data_dir), "folder with --data-dir"
        raise MentorpostError(
            f"{place} holds data, and its keys in {keys_file} aren't there. New keys couldn't open it: "
            f"put the keys file back where it was. To begin anew, name an empty {other}."
        )


def _make_once(path: Path, noun: str, make: Callable[[], None]) -> None:
    if path.exists():
        click.echo(f"Kept the {noun} in {path}.")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    make()
    click.echo(f"Made the {noun} in {path}.")


def _wanted(given: dict[str, object]) -> dict[str, str]:
    """Return settings by name, with whole paths: the commands may run in any folder."""
    paths = {"data_dir", "keys_file", "programme_file"}
    return {
        f"FORMSVC_{name.upper()}": str(Path(str(value)).absolute() if name in paths else value)
        for name, value in sorted(given.items())
        if value is not None
    }


def _write_settings(path: Path, wanted: dict[str, str]) -> None:
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={_quoted(value)}\n" for name, value in wanted.items()), encoding="utf-8")


def _quoted(value: str) -> str:
    """Quote what a settings file would cut or change, such as a folder with a # in its name."""
    if re.fullmatch(r"[\w./:@%+~-]*", value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _look(name: str, look: Callable[[], object]) -> bool:
    try:
        look()
    except MentorpostError as error:
        click.echo(f"mend  {name}: {error}")
        return False
    click.echo(f"ok    {name}")
    return True
