"""The small picture of a rating: dots as high as they are rated, and nothing by chance."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from formsvc.mail.picture import HEIGHT, drawing_of, png_of


def _opened(series: Sequence[int | None]) -> Image.Image:
    return Image.open(BytesIO(png_of(series, 5)))


def test_a_higher_rating_lies_higher_and_a_later_one_further_right() -> None:
    low, high = drawing_of((2, 5), 5).dots
    assert low.x < high.x
    assert low.y > high.y


def test_only_neighbouring_cycles_are_joined() -> None:
    drawing = drawing_of((3, 4, None, 5), 5)
    assert [dot.rating for dot in drawing.dots] == [3, 4, 5]
    assert [(one.rating, other.rating) for one, other in drawing.joins] == [(3, 4)]


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_every_dot_lies_whole_inside_and_apart_from_its_neighbour(count: int) -> None:
    drawing = drawing_of((1, 5) * (count // 2) + (3,) * (count % 2), 5)
    assert drawing.width <= 320
    for dot in drawing.dots:
        assert 10 <= dot.x <= drawing.width - 10
        assert 10 <= dot.y <= HEIGHT - 10
    places = [dot.x for dot in drawing.dots]
    assert all(later - earlier > 20 for earlier, later in pairwise(places))


def test_it_is_a_small_palette_png_with_its_own_ground_for_dark_mail_programs() -> None:
    picture = _opened((3, 4, 2))
    assert (picture.format, picture.mode) == ("PNG", "P")
    assert "transparency" not in picture.info
    assert len(png_of((1, 2, 3, 4, 5, 4, 3, 2, 1, 2, 3, 4), 5)) < 4000
    ground = picture.convert("RGB").getpixel((6, 6))
    assert isinstance(ground, tuple)
    assert min(ground) > 240


def test_r13_the_same_ratings_make_the_same_bytes_and_others_make_others() -> None:
    assert png_of((3, 4, None, 2), 5) == png_of((3, 4, None, 2), 5)
    assert png_of((3, 4, None, 2), 5) != png_of((3, 4, None, 3), 5)
