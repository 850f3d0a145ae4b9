"""What lies in a data folder, by the names that documents are sealed under: ``records/<id>/<cycle>``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from formsvc.store.embedded.files import is_document

OF_A_PERSON = ("registry", "drafts", "credentials")
"""One file a person each, changed inside the person's hold; so are the files in ``records/<id>/``."""
OF_APPLICANTS = ("applications",)
STANDING_ALONE = ("index", "requests", "evaluations", "outbox", "sent")
HELD_BY_THEMSELVES = ("requests", "applications")
"""Changed inside the hold of their own id."""


def people_in(data_dir: Path) -> set[str]:
    """Return the ids of everyone of whom there is anything."""
    files = {name.rpartition("/")[2] for concern in OF_A_PERSON for name in names_in(data_dir, concern)}
    return files | set(_folders(data_dir / "records"))


def names_of(data_dir: Path, person_id: str) -> Iterator[str]:
    """Yield the names of the documents that one person may have; not each of them need be there."""
    yield from (f"{concern}/{person_id}" for concern in OF_A_PERSON)
    yield from names_in(data_dir, f"records/{person_id}")


def names_in(data_dir: Path, concern: str) -> list[str]:
    """Return the names of one folder's documents, sorted."""
    try:
        with os.scandir(data_dir / concern) as entries:
            return sorted(
                f"{concern}/{entry.name.removesuffix('.json')}"
                for entry in entries
                if is_document(entry.name)
            )
    except FileNotFoundError:
        return []


def names_of_concern(data_dir: Path, concern: str) -> Iterator[str]:
    """Yield the names of every document of a concern; records lie in a folder for each person."""
    if concern != "records":
        yield from names_in(data_dir, concern)
        return
    for person in sorted(_folders(data_dir / concern)):
        yield from names_in(data_dir, f"{concern}/{person}")


def count_documents(data_dir: Path) -> int:
    """Return how many documents there are, near enough for a progress bar."""
    alone = sum(
        len(names_in(data_dir, concern)) for concern in (*OF_A_PERSON, *OF_APPLICANTS, *STANDING_ALONE)
    )
    return alone + sum(
        len(names_in(data_dir, f"records/{person}")) for person in _folders(data_dir / "records")
    )


def _folders(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_dir()]
    except FileNotFoundError:
        return []
