"""Every room of the coordinator: importing one hangs its pages on the blueprint."""

from __future__ import annotations

from formsvc.web.coordinator import (
    applications,
    audit,
    changeover,
    evaluation,
    inviting,
    overview,
    pairing,
    people,
    person,
    year,
)
from formsvc.web.coordinator.blueprint import coordinator

__all__ = [
    "applications",
    "audit",
    "changeover",
    "coordinator",
    "evaluation",
    "inviting",
    "overview",
    "pairing",
    "people",
    "person",
    "year",
]
