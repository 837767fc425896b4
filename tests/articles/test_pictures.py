"""Pictures are there before the first reader."""

import pytest

from articles.models import ArticlePage
from articles.pictures import make_pictures, uses_of
from images.models import Rendition
from tests.builders import article, author, image, section_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictured():
    inside = image("Inside")
    body = [("paragraph", "<p>Look.</p>"), ("figure", {"image": {"image": inside.pk, "decorative": True, "alt_text": ""}})]
    return article(section_page(), body=body, hero_image=image("Hero"), authors=(author(portrait=image("Face")),))


def test_a_reader_makes_no_rendition_of_an_article_whose_pictures_were_made(client, pictured):
    make_pictures(ArticlePage.objects.get(pk=pictured.pk))
    made = Rendition.objects.count()
    assert made
    for address in (pictured.url, "/", "/harbours/", "/authors/mara-lindqvist/"):
        assert client.get(address).status_code == 200
    assert Rendition.objects.count() == made


def test_a_publication_asks_for_the_pictures_once_it_is_there(pictured, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pictured.save_revision()
    assert not Rendition.objects.exists()  # a draft needs none yet
    with django_capture_on_commit_callbacks(execute=True):
        pictured.save_revision().publish()
    assert {one.image.title for one in Rendition.objects.select_related("image")} == {"Hero", "Inside", "Face"}


def test_a_broken_picture_stops_no_other(pictured):
    pictured.hero_image.file.storage.delete(pictured.hero_image.file.name)
    make_pictures(pictured)
    assert {one.image.title for one in Rendition.objects.select_related("image")} == {"Inside", "Face"}


def test_to_know_which_takes_one_query(pictured, django_assert_num_queries):
    page = ArticlePage.objects.get(pk=pictured.pk)
    with django_assert_num_queries(1):
        assert len(uses_of(page)) == 3
