from __future__ import annotations

import pytest

from formsvc.domain.errors import PairingRefusedError
from formsvc.domain.workplace import PairingRules, Place, PlaceRule, Workplace, places_to_agree_to

HERE = Workplace("Northtown General", "Surgery")


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (Workplace(), ()),
        (Workplace("Southtown", "Surgery"), ()),
        (Workplace(" northtown  GENERAL "), (Place.SITE,)),
        (Workplace("Northtown General", "Radiology"), (Place.SITE,)),
        (Workplace("", "surgery"), (Place.DEPARTMENT,)),
        (Workplace("Northtown General", "Surgery"), (Place.SITE, Place.DEPARTMENT)),
    ],
)
def test_what_two_have_in_common_is_the_same_from_either_side(
    other: Workplace, shared: tuple[Place, ...]
) -> None:
    """A department of the same name in another hospital is another one; what isn't known is no match."""
    assert HERE.in_common_with(other) == other.in_common_with(HERE) == shared


def test_both_agree_unless_the_programme_says_otherwise() -> None:
    assert places_to_agree_to(PairingRules(), HERE, HERE) == (Place.SITE, Place.DEPARTMENT)
    assert places_to_agree_to(PairingRules(same_site=PlaceRule.ALLOW), HERE, HERE) == (Place.DEPARTMENT,)


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        (PairingRules(same_site=PlaceRule.REFUSE), "site"),
        (PairingRules(PlaceRule.ALLOW, same_department=PlaceRule.REFUSE), "department"),
    ],
)
def test_a_rule_that_refuses_says_which_place_and_which_key(rules: PairingRules, place: str) -> None:
    with pytest.raises(PairingRefusedError, match=f"same {place}.*same_{place} in programme.toml"):
        places_to_agree_to(rules, HERE, HERE)
    assert places_to_agree_to(rules, HERE, Workplace("Southtown", "Radiology")) == ()
