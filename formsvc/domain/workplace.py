"""Where two people work, and what a programme's rule says when it is the same place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from formsvc.domain.errors import PairingRefusedError
from formsvc.domain.wording import same_words


class PlaceRule(StrEnum):
    """What becomes of a pairing of two who work in one place."""

    BOTH_AGREE = "both-agree"
    REFUSE = "refuse"
    ALLOW = "allow"


class Place(StrEnum):
    """What two people may have in common."""

    SITE = "site"
    DEPARTMENT = "department"

    @property
    def where(self) -> str:
        """The place in a sentence: they work at the same site."""
        return f"{'at' if self is Place.SITE else 'in'} the same {self}"


@dataclass(frozen=True, slots=True)
class PairingRules:
    """A programme's rule on each place, and on mentors.

    A mentor takes ``most_mentees`` unless another number is known of them; 0: no limit. With
    ``training_required`` only who was trained is paired, and a training counts for
    ``training_lasts_months``; 0: for good.
    """

    same_site: PlaceRule = PlaceRule.BOTH_AGREE
    same_department: PlaceRule = PlaceRule.BOTH_AGREE
    most_mentees: int = 0
    training_required: bool = True
    training_lasts_months: int = 0

    def on(self, place: Place) -> PlaceRule:
        """Return the rule on one place."""
        return self.same_site if place is Place.SITE else self.same_department


@dataclass(frozen=True, slots=True)
class Workplace:
    """A site and a department as the registry knows them, each empty when not known."""

    site: str = ""
    department: str = ""

    def in_common_with(self, other: Workplace) -> tuple[Place, ...]:
        """Return what is the same; case and spaces tell nothing apart, and what isn't known is no match.

        A department of the same name at another site is another department.
        """
        elsewhere = bool(self.site and other.site) and not same_words(self.site, other.site)
        found = []
        if same_words(self.site, other.site):
            found.append(Place.SITE)
        if same_words(self.department, other.department) and not elsewhere:
            found.append(Place.DEPARTMENT)
        return tuple(found)


def places_to_agree_to(rules: PairingRules, one: Workplace, other: Workplace) -> tuple[Place, ...]:
    """Return what both must agree to before they are paired, nothing where the rule allows it.

    Raises PairingRefusedError where the programme's rule refuses.
    """
    shared = one.in_common_with(other)
    for place in shared:
        if rules.on(place) is PlaceRule.REFUSE:
            raise PairingRefusedError(
                f"They work {place.where}, and this programme pairs nobody within one {place} "
                f"(same_{place} in programme.toml). Choose another mentor.",
            )
    return tuple(place for place in shared if rules.on(place) is PlaceRule.BOTH_AGREE)
