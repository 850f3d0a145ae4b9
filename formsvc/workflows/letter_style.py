"""How a person's letters look: text with a layout beside it, or text alone."""

from __future__ import annotations

from dataclasses import replace

from formsvc.workflows.services import Services


def choose_text_only(services: Services, person_id: str, *, text_only: bool) -> None:
    """Write down how a person wants their letters; the next one goes out like that."""
    with services.store.hold(person_id):
        person = services.store.registry.person(person_id)
        if person.text_only is not text_only:
            services.store.registry.save(replace(person, text_only=text_only))
