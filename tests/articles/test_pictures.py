"""Pictures are there before the first reader."""

import pytest
from django.core.files.base import ContentFile
from wagtail.models import ReferenceIndex, Site

from articles.models import ArticlePage
from articles.pictures import make_pictures, uses_of
from images.models import Rendition, SiteImage
from publication.models import Publication
from tests.builders import article, author, image, picture, section_page, standard_page

pytestmark = pytest.mark.django_db


def figure(pk: int) -> tuple[str, dict]:
    return ("figure", {"image": {"image": pk, "decorative": True, "alt_text": ""}})


@pytest.fixture
def pictured():
    body = [
        ("paragraph", "<p>Look.</p>"),
        figure(image("Inside").pk),
        ("video", {"url": "https://youtu.be/AbCdEfGhIjK", "title": "Hearing", "poster": image("Still").pk}),
    ]
    return article(section_page(), body=body, hero_image=image("Hero"), authors=(author(portrait=image("Face")),))


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """with committed(): as if what is saved inside were committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def titles() -> set[str]:
    return {one.image.title for one in Rendition.objects.select_related("image")}


READ = ("/", "/harbours/", "/harbours/the-harbour-that-said-no/", "/authors/mara-lindqvist/", "/archive/", "/feeds/atom.xml")


def read(client, *addresses: str) -> None:
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_a_reader_makes_no_rendition_of_what_was_published(client, committed):
    with committed():
        file = image("Logo")
        Publication.objects.update_or_create(site=Site.objects.get(), defaults={"logo": file})
        section = section_page(share_image=image("Shared"))
        standard_page("About", body=[figure(image("Quay").pk)])
    with committed():
        video = ("video", {"url": "https://youtu.be/AbCdEfGhIjK", "title": "Hearing", "poster": image("Still").pk})
        body = [figure(image("Inside").pk), video]
        face = author(portrait=image("Face"))
        article(section, body=body, hero_image=image("Hero"), share_image=image("Card"), authors=(face,))
    assert titles() == {"Logo", "Shared", "Quay", "Still", "Inside", "Face", "Hero", "Card"}
    made = Rendition.objects.count()
    read(client, *READ, "/about/", "/favicon.ico", "/icon-512.png", "/apple-touch-icon.png")
    assert Rendition.objects.count() == made


def test_nor_of_a_picture_that_was_changed(client, pictured, committed):
    with committed():
        ReferenceIndex.create_or_update_for_object(pictured)
        pictured.save_revision().publish()
    old = {*Rendition.objects.values_list("file", flat=True)}
    taken = SiteImage.objects.get(title="Inside")
    with committed():
        taken.file = ContentFile(picture(900, 600), "other.png")
        taken.save()
    new = {*Rendition.objects.values_list("file", flat=True)} - old
    assert len(new) > 3
    read(client, pictured.url)
    assert {*Rendition.objects.values_list("file", flat=True)} - old == new


def test_nor_of_a_portrait_that_came_later(client, pictured, committed):
    with committed():
        pictured.save_revision().publish()
    mara = pictured.authors[0]
    with committed():
        mara.portrait = image("New face")
        mara.save()
    made = Rendition.objects.count()
    read(client, *READ)
    assert Rendition.objects.count() == made


def test_a_publication_asks_for_the_pictures_once_it_is_there(pictured, committed):
    with committed():
        pictured.save_revision()
    assert not Rendition.objects.exists()  # a draft needs none yet
    with committed():
        pictured.save_revision().publish()
    assert titles() == {"Hero", "Inside", "Still", "Face"}


def test_a_broken_picture_stops_no_other(pictured):
    pictured.hero_image.file.storage.delete(pictured.hero_image.file.name)
    make_pictures(pictured)
    assert titles() == {"Inside", "Still", "Face"}


def test_to_know_which_takes_one_query(pictured, django_assert_num_queries):
    page = ArticlePage.objects.get(pk=pictured.pk)
    with django_assert_num_queries(1):
        assert len(uses_of(page)) == 4
