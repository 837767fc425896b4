"""What somebody saw of a page, and what changed since."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from history.looks import VISIT, last_seen, look_of, note_look
from history.models import Look
from tests.articles.forms import article_form
from tests.builders import article

from .past import saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def quay(section):
    page = article(section)
    Revision.objects.filter(object_id=str(page.pk)).update(created_at=ago(24 * 365))
    return page


@pytest.fixture
def desk(client_of, editor):
    return client_of(editor)


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def since(page) -> str:
    return reverse("history:since", args=[page.pk])


def ago(hours: float):
    return timezone.now() - timedelta(hours=hours)


def looked(page, user, hours: float) -> Look:
    """That many hours ago, the user opened the newest draft."""
    return Look.objects.create(page_id=page.pk, user=user, revision_id=page.latest_revision_id, at=ago(hours))


def messages_of(client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_the_editor_and_the_list_are_looks_but_a_save_is_not(desk, editor, quay):
    desk.post(edit(quay), article_form())
    assert not Look.objects.exists()
    quay.refresh_from_db()
    for address in (edit(quay), reverse("history:list", args=[quay.pk])):
        desk.get(address)
        look = Look.objects.get(page=quay, user=editor)
        assert look.revision_id == quay.latest_revision_id
        look.delete()


def test_a_visit_of_half_an_hour_counts_once(editor, quay):
    first = quay.latest_revision_id
    with time_machine.travel(ago(5), tick=False) as clock:
        note_look(quay, editor)
        clock.shift(VISIT)
        note_look(quay, editor)
    assert last_seen(look_of(quay, editor)).revision_id == first
    saved(quay, None, ago(4), title="Another")
    note_look(quay, editor)
    look = Look.objects.get()
    assert (look.before_revision_id, look.revision_id) == (first, quay.latest_revision_id)
    assert look.before_at < ago(4)


def test_a_fresh_look_is_not_written_again(editor, quay, django_assert_num_queries):
    note_look(quay, editor)
    with django_assert_num_queries(1):
        note_look(quay, editor)


def test_what_changed_since_is_one_click(desk, editor, writer, quay):
    seen = looked(quay, editor, hours=50).revision_id
    saved(quay, writer, ago(30), title="Another")
    assert desk.get(since(quay)).url == reverse("history:compare", args=[quay.pk, f"r{seen}", "draft"])

    html = messages_of(desk, reverse("history:list", args=[quay.pk]))
    assert "Since you last looked" in html
    assert since(quay) in html
    assert desk.get(since(quay)).url == reverse("history:compare", args=[quay.pk, f"r{seen}", "draft"])  # in the same visit


def test_own_saves_are_seen(desk, editor, writer, quay):
    looked(quay, editor, hours=50)
    own = saved(quay, editor, ago(49), title="Mine")
    saved(quay, writer, ago(30), title="Another")
    assert desk.get(since(quay)).url == reverse("history:compare", args=[quay.pk, f"r{own.pk}", "draft"])


def test_the_nearest_earlier_version_stands_in_for_one_that_is_gone(desk, editor, writer, quay):
    nearest = quay.latest_revision_id
    gone = saved(quay, writer, ago(51), title="Gone")
    looked(quay, editor, hours=50)
    saved(quay, writer, ago(30), title="Another")
    Revision.objects.filter(pk=gone.pk).delete()
    assert desk.get(since(quay)).url == reverse("history:compare", args=[quay.pk, f"r{nearest}", "draft"])


def test_nothing_to_compare_is_said(desk, editor, writer, quay):
    assert "This is your first visit to this page" in messages_of(desk, since(quay))
    Look.objects.all().delete()
    looked(quay, editor, hours=50)
    assert "Nothing has changed since you last looked" in messages_of(desk, since(quay))
    Look.objects.all().delete()
    Look.objects.create(page_id=quay.pk, user=editor, revision_id=None, at=ago(24 * 999))
    assert "is no longer kept" in messages_of(desk, since(quay))


def test_the_editor_is_told_once_if_somebody_else_changed_the_page(desk, editor, writer, quay):
    sentence = "Wanda Wright has changed this page since you last looked"
    looked(quay, editor, hours=50)
    saved(quay, editor, ago(49), title="Mine")
    assert sentence not in messages_of(desk, edit(quay))

    Look.objects.update(at=ago(50))
    saved(quay, writer, ago(30), title="Another")
    html = messages_of(desk, edit(quay))
    assert sentence in html
    assert since(quay) in html
    assert sentence not in messages_of(desk, edit(quay))
