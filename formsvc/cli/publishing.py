"""Commands for the public site: what it takes from the programme, and what its host is told."""

from __future__ import annotations

from pathlib import Path

import click

_ANY_PATH = click.Path(path_type=Path)
_A_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("site-pages")
@click.option("--programme-file", type=_ANY_PATH, default=Path("programme.toml"), show_default=True)
@click.option(
    "--root",
    type=_ANY_PATH,
    default=Path(),
    help="Folder that holds docs/ and mkdocs.yml.",
)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail when a page is out of date.")
def site_pages(programme_file: Path, root: Path, *, only_check: bool) -> None:
    """Write what the public site says of your programme, from programme.toml."""
    from formsvc.programme_file import read_programme
    from formsvc.publishing.pages import fresh_pages

    fresh = fresh_pages(read_programme(programme_file), root)
    if only_check and fresh:
        names = ", ".join(str(path) for path in fresh)
        raise click.ClickException(f"Out of date with {programme_file}: {names}. Run: make site-pages")
    for path, text in fresh.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        click.echo(f"Wrote {path}.")
    if not fresh:
        click.echo(f"Every page says what {programme_file} says.")


@click.command("site-policy")
@click.option("--site", type=_ANY_PATH, default=Path("site"), show_default=True, help="The built site.")
@click.option("--netlify", type=_A_FILE, default=Path("netlify.toml"), show_default=True)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail when it is out of date.")
def site_policy(site: Path, netlify: Path, *, only_check: bool) -> None:
    """Write the site's Content-Security-Policy into netlify.toml, with the hashes of its scripts."""
    from formsvc.publishing.policy import site_policy as policy_of
    from formsvc.publishing.policy import with_policy

    now = netlify.read_text(encoding="utf-8")
    fresh = with_policy(now, policy_of(site))
    if only_check and fresh != now:
        raise click.ClickException(
            f"The site has other scripts than {netlify} allows. Run: make site-policy, look at what changed, "
            "and commit it."
        )
    if fresh != now:
        netlify.write_text(fresh, encoding="utf-8")
        click.echo(f"Wrote the policy into {netlify}.")
    else:
        click.echo(f"{netlify} allows exactly the scripts of the site.")
