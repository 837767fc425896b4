"""Names that editors give to versions."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from history.models import Version
from history.recording import last_publication
from tests.builders import article

from .past import at, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def quay(section):
    return article(section)


@pytest.fixture
def desk(client_of, editor):
    return client_of(editor)


def name(client, page, ref: str, **fields):
    return client.post(reverse("history:name", args=[page.pk, ref]), fields)


def names(page) -> list[tuple[str, bool]]:
    return list(Version.objects.filter(page_id=page.pk, reason="named").order_by("name").values_list("name", "pinned"))


def test_a_draft_is_frozen_under_its_name(desk, editor, quay):
    revision = saved(quay, editor, at("15:00"), title="As it was")
    assert name(desk, quay, f"r{revision.pk}", name="  As the\tlawyers\x00 saw\u202e it ", pinned="on").status_code == 302
    assert names(quay) == [("As the lawyers saw it", True)]

    version = Version.objects.get(page_id=quay.pk, reason="named")
    assert (version.revision_id, version.by) == (revision.pk, "Edgar Edmonds")
    quay.title = "As it is now"
    quay.save_revision(user=editor, overwrite_revision=revision)
    assert version.copy.content["fields"]["title"] == "As it was"
    assert PageLogEntry.objects.filter(page=quay, action="history.name", user=editor).exists()


@pytest.mark.parametrize("ref", ["draft", "live", "v"])
def test_every_kind_of_version_can_have_one(desk, quay, ref):
    last = last_publication(quay.pk)
    assert name(desk, quay, f"v{last.pk}" if ref == "v" else ref, name="Good").status_code == 302
    version = Version.objects.get(page_id=quay.pk, reason="named")
    assert version.revision_id == last.revision_id
    assert version.copy.content["fields"]["body"] == last.copy.content["fields"]["body"]


def test_a_name_is_changed_in_its_place(desk, quay):
    name(desk, quay, "draft", name="Good")
    old = Version.objects.get(reason="named")
    html = desk.get(reverse("history:name", args=[quay.pk, f"v{old.pk}"])).content.decode()
    assert 'value="Good"' in html
    name(desk, quay, f"v{old.pk}", name="Better", pinned="on")
    new = Version.objects.get(reason="named")
    assert (new.name, new.pinned, new.at, new.copy_id) == ("Better", True, old.at, old.copy_id)
    name(desk, quay, f"v{new.pk}", name="Better")  # its own name is free
    assert names(quay) == [("Better", False)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("good", "Another version of this page has this name."),
        (" \t\u2028 ", "This field is required."),
        ("x" * 101, "at most 100 characters"),
    ],
)
def test_a_name_that_will_not_do_is_refused_in_the_form(desk, quay, given, sentence):
    name(desk, quay, "draft", name="Good")
    answer = name(desk, quay, "draft", name=given)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert names(quay) == [("Good", False)]


def test_a_name_is_taken_away_after_a_question(desk, quay):
    name(desk, quay, "draft", name="Good")
    version = Version.objects.get(reason="named")
    address = reverse("history:unname", args=[quay.pk, version.pk])
    assert "Remove the name “Good”?" in desk.get(address).content.decode()
    assert names(quay) == [("Good", False)]
    assert desk.post(address).status_code == 302
    assert names(quay) == []
    html = desk.get(reverse("history:list", args=[quay.pk])).content.decode()
    assert "Removed the name “Good” from a version" in html
    assert desk.post(address).status_code == 404


def test_versions_that_are_not_there_are_not_found(desk, quay, section):
    other = last_publication(article(section, title="Other").pk)
    for ref in ("r987654321", f"v{other.pk}", "v0", "x", "newest"):
        assert desk.get(reverse("history:name", args=[quay.pk, ref])).status_code == 404
        assert name(desk, quay, ref, name="Good").status_code == 404
    published = last_publication(quay.pk)
    assert desk.post(reverse("history:unname", args=[quay.pk, published.pk])).status_code == 404
    assert Version.objects.filter(pk=published.pk).exists()


def test_only_who_may_edit_the_page_names_its_versions(client_of, writer, desk, quay):
    assert name(client_of(writer), quay, "draft", name="Mine").url == reverse("wagtailadmin_home")
    name(desk, quay, "draft", name="Good")
    version = Version.objects.get(reason="named")
    assert client_of(writer).post(reverse("history:unname", args=[quay.pk, version.pk])).url == reverse("wagtailadmin_home")
    assert names(quay) == [("Good", False)]
