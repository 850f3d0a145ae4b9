"""Commands that set a programme up and look whether everything is well."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import click

from formsvc.cli.loading import services_of, settings_of
from formsvc.domain.errors import MentorpostError
from formsvc.domain.people import Role

_PAGE = Path("docs/take-part/questionnaire.md")


@click.command()
@click.option(
    "--data-dir", type=click.Path(path_type=Path), prompt="Folder for the data", default=Path("data")
)
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
    from formsvc.keys import make_keys, write_keys
    from formsvc.workflows.enrolment import invite_person

    keys_file = Path(str(given["keys_file"])).absolute()
    _make_once(keys_file, "keys", lambda: write_keys(keys_file, make_keys(secrets.token_bytes)))
    _make_once(settings_file, "settings", lambda: _write_settings(settings_file, given))
    ctx.obj = str(settings_file)
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
def check(ctx: click.Context) -> None:
    """Look whether settings, keys, programme, store and mail server are well."""
    from formsvc.keys import load_keys
    from formsvc.mail.smtp import SmtpTransport
    from formsvc.programme_file import read_programme
    from formsvc.wiring import build_services, build_transport
    from formsvc.workflows.watching import programme_status

    settings = settings_of(ctx)
    click.echo("ok    settings")

    def mail() -> None:
        transport = build_transport(settings)
        if isinstance(transport, SmtpTransport):
            transport.try_connection()

    def store() -> None:
        damaged = programme_status(build_services(settings).for_coordinators()).damaged
        if damaged:
            raise MentorpostError(
                f"these files are damaged: {', '.join(damaged)}. Restore them from a backup."
            )

    looks: list[tuple[str, Callable[[], object]]] = [
        ("keys", lambda: load_keys(settings.keys_file, settings.data_dir)),
        ("programme", lambda: read_programme(settings.programme_file)),
        ("store", store),
        ("mail server", mail),
    ]
    if not all([_look(name, look) for name, look in looks]):  # noqa: C419 - each is looked at
        ctx.exit(1)


@click.command("questionnaire-page")
@click.option(
    "--programme-file", type=click.Path(path_type=Path), default=Path("programme.toml"), show_default=True
)
@click.option("--page", type=click.Path(path_type=Path), default=_PAGE, show_default=True)
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; fail when the page is out of date."
)
def questionnaire_page(programme_file: Path, page: Path, *, only_check: bool) -> None:
    """Write the public page "The questionnaire" from programme.toml."""
    from formsvc.programme_file import read_programme
    from formsvc.questionnaire_page import page_of

    fresh = page_of(read_programme(programme_file))
    if only_check:
        if not page.is_file() or page.read_text(encoding="utf-8") != fresh:
            raise click.ClickException(f"{page} is out of date. Run: make questionnaire-page")
        return
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(fresh, encoding="utf-8")
    click.echo(f"Wrote {page}.")


def _make_once(path: Path, noun: str, make: Callable[[], None]) -> None:
    if path.exists():
        click.echo(f"Kept the {noun} in {path}.")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    make()
    click.echo(f"Made the {noun} in {path}.")


def _write_settings(path: Path, given: dict[str, object]) -> None:
    paths = {"data_dir", "keys_file", "programme_file"}
    lines = [
        f"FORMSVC_{name.upper()}={Path(str(value)).absolute() if name in paths else value}"
        for name, value in sorted(given.items())
    ]
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _look(name: str, look: Callable[[], object]) -> bool:
    try:
        look()
    except MentorpostError as error:
        click.echo(f"mend  {name}: {error}")
        return False
    click.echo(f"ok    {name}")
    return True
