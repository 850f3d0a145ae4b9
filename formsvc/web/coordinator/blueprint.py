"""The coordinator's rooms under one roof: their blueprint, their navigation, and the bundle they act with."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, g, request, url_for

from formsvc.workflows.services import CoordinatorServices

coordinator = Blueprint("coordinator", __name__, url_prefix="/coordinator")


class Room(NamedTuple):
    """One entry of the coordinator's navigation; every endpoint of the room begins with its prefix."""

    endpoint: str
    text: str


ROOMS = (
    Room("coordinator.overview", "Overview"),
    Room("coordinator.people", "People"),
    Room("coordinator.pairing", "Pairing"),
    Room("coordinator.applications", "Applications"),
    Room("coordinator.invite", "Invite"),
    Room("coordinator.evaluation", "Evaluation"),
    Room("coordinator.changeover", "Changeover"),
    Room("coordinator.year", "Year"),
    Room("coordinator.audit", "What was done"),
)


class Door(NamedTuple):
    """A room as the navigation shows it."""

    href: str
    text: str
    current: bool


def desk() -> CoordinatorServices:
    """Return the services of the coordinator who is signed in, without a verb for the record (Z2)."""
    services: CoordinatorServices = g.services.for_coordinators(g.person.id)
    return services


@coordinator.app_context_processor
def _navigation() -> dict[str, object]:
    here = request.endpoint or ""
    if not here.startswith("coordinator."):
        return {}
    return {
        "rooms": [Door(url_for(room.endpoint), room.text, here.startswith(room.endpoint)) for room in ROOMS]
    }
