import pytest

from images.layouts import LAYOUTS, make_renditions, specs_for
from tests.builders import image, picture

from . import files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_makes_each_file_once(layout):
    taken = image(file=picture(900, 600))
    made = make_renditions(taken, layout)
    again = make_renditions(taken, layout)
    assert [one.pk for one in made.values()] == [one.pk for one in again.values()]
    assert {spec.rpartition("-")[2] for spec in made} == {"avif", "webp", "jpeg"}


def test_small_picture_is_not_made_larger_or_twice():
    made = make_renditions(image(file=picture(300, 200)), "column")
    assert {one.width for one in made.values()} == {300}
    assert len(made) == 3


def test_uncropped_layouts_share_files():
    taken = image(file=picture(900, 600))
    assert specs_for(taken, "hero") == specs_for(taken, "column")


def test_card_has_one_shape_whatever_the_picture():
    for size in [(900, 300), (300, 900)]:
        widths = {(one.width, one.height) for one in make_renditions(image(file=picture(*size)), "card").values()}
        assert all(abs(width / height - 1.5) < 0.02 for width, height in widths)


def test_moving_gif_moves_in_the_text_and_stands_on_a_card():
    taken = image(file=files.animation("GIF", size=(600, 400)), name="wave.gif")
    assert [one.file.name.rpartition(".")[2] for one in make_renditions(taken, "column").values()] == ["gif"]
    assert "avif" in {one.file.name.rpartition(".")[2] for one in make_renditions(taken, "card").values()}
