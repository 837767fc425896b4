import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template

from images.layouts import LAYOUTS, make_renditions
from images.models import SiteImage
from tests.builders import image, picture

from . import files

pytestmark = pytest.mark.django_db


def html(taken: SiteImage | None, layout: str = "column", **words) -> str:
    given = "".join(f" {name}={name}" for name in words)
    template = Template(f"{{% load image_tags %}}{{% picture_of image layout{given} %}}")
    return template.render(Context({"image": taken, "layout": layout, **words}))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_picture_has_kinds_size_and_loading(layout):
    element = BeautifulSoup(html(image(file=picture(900, 600)), layout), "html.parser").picture
    assert [source["type"] for source in element("source")] == ["image/avif", "image/webp"]
    assert {source["sizes"] for source in element("source")} == {LAYOUTS[layout].sizes}
    shown = element.img
    assert shown["src"].endswith(".jpg")
    assert int(shown["width"]) > 0 and int(shown["height"]) > 0
    if layout in {"hero", "lead"}:
        assert shown["fetchpriority"] == "high"
        assert "loading" not in shown.attrs
    else:
        assert (shown["loading"], shown["decoding"]) == ("lazy", "async")


def test_widths_in_srcset_are_those_of_the_files():
    source = BeautifulSoup(html(image(file=picture(1000, 500))), "html.parser").source
    assert re.findall(r" (\d+)w", source["srcset"]) == ["480", "720", "960", "1000"]


def test_alternative_text_is_the_one_given_then_the_images_own():
    taken = image("DSC0815.JPG", description="A <quay>", name="a.png")
    assert 'alt="A &lt;quay&gt;"' in html(taken)
    assert 'alt="Given"' in html(taken, alt="Given")
    assert 'alt=""' in html(taken, alt="")
    taken.contextual_alt_text = "In this article"
    assert 'alt="In this article"' in html(taken)
    taken.decorative = True
    assert 'alt=""' in html(taken)


def test_no_image_is_no_html():
    assert html(None) == ""


def test_title_never_becomes_alternative_text():
    assert 'alt=""' in html(image("DSC0815.JPG", description="", name="a.png"))


@pytest.mark.parametrize("ruin", [lambda path: path.unlink(), lambda path: path.write_bytes(files.TRUNCATED_PNG)])
def test_broken_source_is_left_out(ruin, caplog):
    taken = image()
    ruin(Path(taken.file.path))
    assert html(taken) == ""
    assert "left out" in caplog.text


def test_missing_source_does_not_hurt_a_picture_that_has_its_files():
    taken = image()
    make_renditions(taken, "column")
    Path(taken.file.path).unlink()
    assert "<img" in html(SiteImage.objects.get())


def test_prefetched_renditions_need_no_query(django_assert_num_queries):
    make_renditions(image(file=picture(900, 600)), "column")
    taken = SiteImage.objects.get()
    with django_assert_num_queries(0):
        assert "<picture>" in html(taken)


def test_gif_is_shown_as_it_is():
    markup = html(image(file=files.animation("GIF"), name="wave.gif"))
    assert "<source" not in markup
    assert '.gif" width="60" height="40"' in markup
