"""Commands about people: invite, pair, list, and the programme's state. None can reach an answer."""

from __future__ import annotations

import sys

import click

from formsvc.cli.loading import services_of
from formsvc.domain.audit import Deed
from formsvc.domain.people import Role

_PIPED_WIDTH = 240
"""Columns where there is no terminal, so that `grep` finds an address in one piece."""

_INDEPENDENCE = "Is or was {mentor} a supervisor or assessor of {mentee}?"


@click.command()
@click.option("--as", "role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--site", default="", help="Where they work, such as a hospital.")
@click.option("--department", default="", help="The department that they work in.")
@click.option("--trained-on", default="", help="Of a mentor: the day of their training, such as 12/5/2025.")
@click.option("--max-mentees", default="", help="Of a mentor: how many mentees they take at most.")
@click.argument("name")
@click.argument("email")
@click.pass_context
def invite(ctx: click.Context, /, role: str, **given: str) -> None:
    """Invite NAME at EMAIL. A letter goes out; mentors need no account."""
    from formsvc.domain.application import mentees_typed
    from formsvc.domain.typed_day import past_day_typed
    from formsvc.workflows.auditing import note
    from formsvc.workflows.enrolment import invite_person

    services = services_of(ctx)
    day, number = given.pop("trained_on"), given.pop("max_mentees")
    person = invite_person(
        services,
        roles=frozenset({Role(role)}),
        trained_on=past_day_typed("trained_on", day, today=services.today()),
        max_mentees=mentees_typed("max_mentees", number),
        **given,
    )
    note(services.for_coordinators(), Deed.INVITED, person.id)
    click.echo(f"{person.name} is invited as {role}. The letter is in the outbox; `formsvc work` sends it.")


@click.command("invite-again")
@click.argument("email")
@click.pass_context
def invite_again(ctx: click.Context, email: str) -> None:
    """Send a fresh invitation to EMAIL, who was invited and hasn't joined; earlier links end."""
    from formsvc.workflows import enrolment
    from formsvc.workflows.auditing import note

    services = services_of(ctx)
    person = enrolment.invite_again(services, email)
    note(services.for_coordinators(), Deed.INVITED_AGAIN, person.id)
    click.echo(f"{person.name} gets a fresh letter. It is in the outbox; `formsvc work` sends it.")


@click.command("correct-address")
@click.argument("old")
@click.argument("new")
@click.pass_context
def correct_address(ctx: click.Context, old: str, new: str) -> None:
    """Change the address OLD to NEW, once whoever reads NEW has confirmed it; OLD is told."""
    from formsvc.workflows import address_correction
    from formsvc.workflows.auditing import note

    services = services_of(ctx)
    found = address_correction.correct_address(services, old, new)
    note(services.for_coordinators(), Deed.ADDRESS_CORRECTED, found.person_id)
    if found.done:
        click.echo(
            f"{found.name} hadn't joined: a new invitation goes to {new}, and the old link is ended. "
            f"`formsvc work` sends it."
        )
        return
    click.echo(
        f"A link goes to {new}, good for 24 hours, and {old} is told. Nothing changes before {found.name} "
        f"confirms it there; each mentee then accepts a mentor's. `formsvc work` sends both letters."
    )


@click.command()
@click.argument("letter_id")
@click.pass_context
def resume(ctx: click.Context, letter_id: str) -> None:
    """Try the parked letter LETTER_ID once more, at the same address."""
    from formsvc.workflows.parked import resume_letter

    letter = resume_letter(services_of(ctx), letter_id)
    click.echo(
        f"The {letter.kind.value} letter waits again, with the same Message-ID. `formsvc work` sends it."
    )


@click.command()
@click.option("--site", help="Where they work now, such as a hospital; empty: not known.")
@click.option("--department", help="The department that they work in now; empty: not known.")
@click.argument("email")
@click.pass_context
def workplace(ctx: click.Context, email: str, site: str | None, department: str | None) -> None:
    """Write down where EMAIL works, for the programme's rule on pairing; what isn't given stays."""
    from formsvc.workflows.workplaces import move_person

    person = move_person(services_of(ctx), email, site=site, department=department)
    known = ", ".join(part for part in (person.department, person.site) if part)
    click.echo(f"{person.name} works at: {known or 'not known'}.")


@click.command()
@click.option("--trained-on", help="The day of their training, such as 12/5/2025; empty: still to come.")
@click.option("--max-mentees", help="How many mentees they take at most; empty: no number is known.")
@click.argument("email")
@click.pass_context
def mentoring(ctx: click.Context, email: str, trained_on: str | None, max_mentees: str | None) -> None:
    """Write down when the mentor EMAIL was trained, and how many mentees they take at most."""
    from formsvc.domain.application import mentees_typed
    from formsvc.domain.typed_day import past_day_typed
    from formsvc.domain.wording import day_in_words
    from formsvc.workflows.mentoring import Mentoring, mentor_by_address, write_down

    services = services_of(ctx).for_coordinators()
    mentor = mentor_by_address(services, email)
    day, number = mentor.trained_on, mentor.max_mentees
    if trained_on is not None:
        day = past_day_typed("trained_on", trained_on, today=services.today())
    if max_mentees is not None:
        number = mentees_typed("max_mentees", max_mentees)
    mentor = write_down(services, mentor.id, Mentoring(trained_on=day, max_mentees=number))
    trained = f"trained on {day_in_words(mentor.trained_on)}" if mentor.trained_on else "not trained yet"
    limit = f"at most {mentor.max_mentees}" if mentor.max_mentees else "no number is known"
    click.echo(f"{mentor.name}: {trained}; mentees: {limit}.")


@click.command()
@click.argument("mentee")
@click.argument("mentor")
@click.option(
    "--not-supervisor", is_flag=True, help="Declare that the mentor never supervised or assessed them."
)
@click.pass_context
def pair(ctx: click.Context, mentee: str, mentor: str, *, not_supervisor: bool) -> None:
    """Pair MENTEE with MENTOR, both by email address."""
    from formsvc.workflows.pairing import pair_people

    services = services_of(ctx)
    supervises = not not_supervisor and click.confirm(
        _INDEPENDENCE.format(mentor=mentor, mentee=mentee), default=None
    )
    pair_people(services, mentee_email=mentee, mentor_email=mentor, supervises=supervises)
    click.echo("They are paired. Both are asked by letter, and nothing is sent before both have said yes.")


@click.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Don't ask once more, for scripts.")
@click.pass_context
def erase(ctx: click.Context, email: str, *, yes: bool) -> None:
    """Erase everything that the service holds about EMAIL, for good."""
    from formsvc.workflows.erasing import erase_person

    if not yes:
        click.confirm(f"Erase {email}, with all that they wrote? It can't be undone", abort=True)
    erased = erase_person(services_of(ctx), email)
    letters = "one letter was" if erased.withdrawn == 1 else f"{erased.withdrawn} letters were"
    click.echo(f"{erased.name} is erased; {letters} taken back. Letters already emailed lie in mailboxes.")


@click.command()
@click.pass_context
def people(ctx: click.Context) -> None:
    """List who takes part and how far each questionnaire has come."""
    from rich.console import Console
    from rich.table import Table

    from formsvc.workflows.watching import people_and_progress

    rows = people_and_progress(services_of(ctx).for_coordinators())
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Address", "As", "Mentor", "Due", "Progress"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        due = f"{row.due:%-d %b %Y}" if row.due else "-"
        table.add_row(row.name, row.email, ", ".join(row.roles), row.mentor_name or "-", due, row.progress)
    Console(
        highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH
    ).print(table if rows else "Nobody takes part yet. `formsvc invite` is the way in.")


@click.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Show the letters' conservation line, and what needs a hand."""
    from formsvc.workflows.parked import parked_letters
    from formsvc.workflows.watching import count_people, programme_status

    services = services_of(ctx).for_coordinators()
    found = programme_status(services)
    click.echo(f"People: {count_people(services)}")
    click.echo(f"Letters: {found.conservation}")
    held = f", {found.held} held after a restore" if found.held else ""
    click.echo(f"Outbox: {found.waiting} waiting, {found.parked} parked{held}")
    for letter in parked_letters(services):
        written = f"{letter.kind.value}, of {letter.created_at:%Y-%m-%d}"
        click.echo(f"Parked: {letter.id}, {written}. {letter.last_reply}")
    for name in found.damaged:
        click.echo(f"Damaged: {name}. Restore it from a backup, or look at its .prev beside it.", err=True)
    if found.damaged or not found.conservation.holds:
        ctx.exit(1)
