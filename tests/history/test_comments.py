"""Resolved comments stay readable when Wagtail deletes them."""

import pytest
from django.urls import reverse
from wagtail.models import Comment, CommentReply

from articles.models import ArticlePage
from history.models import KeptComment
from tests.articles.forms import article_form, paragraphs
from tests.builders import article

pytestmark = pytest.mark.django_db


@pytest.fixture
def quay(section, writer, editor):
    """A live article with a comment, a reply to it, and another comment that stays open."""
    page = article(section)
    asked = Comment.objects.create(page=page, user=editor, text="Is this the right year?", contentpath="standfirst")
    CommentReply.objects.create(comment=asked, user=writer, text="The vote came a year later.")
    Comment.objects.create(page=page, user=editor, text="Who took the picture?", contentpath="title")
    return page


def resolving(page: ArticlePage, **fields) -> dict:
    """The editor's form with its first comment resolved."""
    asked, other = Comment.objects.filter(page=page).order_by("pk")
    reply = asked.replies.get()
    form = article_form(title="Mended", blocks=paragraphs("New words."), slug=page.slug, **fields)
    form |= {"comments-TOTAL_FORMS": "2", "comments-INITIAL_FORMS": "2"}
    for number, comment, replies in ((0, asked, [reply]), (1, other, [])):
        prefix = f"comments-{number}"
        form |= {
            f"{prefix}-id": comment.pk,
            f"{prefix}-text": comment.text,
            f"{prefix}-contentpath": comment.contentpath,
            f"{prefix}-position": "",
            f"{prefix}-resolved": "on" if comment == asked else "",
            f"{prefix}-replies-TOTAL_FORMS": len(replies),
            f"{prefix}-replies-INITIAL_FORMS": len(replies),
            f"{prefix}-replies-MIN_NUM_FORMS": 0,
            f"{prefix}-replies-MAX_NUM_FORMS": "",
        }
        for place, one in enumerate(replies):
            form |= {f"{prefix}-replies-{place}-id": one.pk, f"{prefix}-replies-{place}-text": one.text}
    return form


def test_a_publication_keeps_what_was_resolved(client_of, writer, editor, quay):
    client = client_of(editor)
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[quay.pk]), resolving(quay, **{"action-publish": "1"}))
    assert answer.status_code == 302
    assert [comment.text for comment in Comment.objects.filter(page=quay)] == ["Who took the picture?"]

    kept = KeptComment.objects.get(page_id=quay.pk)
    assert (kept.text, kept.by, kept.resolved_by) == ("Is this the right year?", "Edgar Edmonds", "Edgar Edmonds")
    assert kept.resolved_at >= kept.created_at
    assert [(reply["text"], reply["by"]) for reply in kept.replies] == [("The vote came a year later.", "Wanda Wright")]

    html = client.get(reverse("history:list", args=[quay.pk])).content.decode()
    assert "1 comment resolved" in html
    assert "Is this the right year?" in html
    assert "The vote came a year later." in html
    assert "Resolved a comment" not in html  # the log says the same


def test_they_are_shown_before_they_are_deleted(client_of, editor, quay):
    client = client_of(editor)
    client.post(reverse("wagtailadmin_pages:edit", args=[quay.pk]), resolving(quay))
    assert KeptComment.objects.count() == 0
    html = client.get(reverse("history:list", args=[quay.pk])).content.decode()
    assert html.count("Is this the right year?") == 1
    assert "The vote came a year later." in html


def test_open_comments_and_those_of_a_deleted_page_are_not_kept(editor, quay):
    Comment.objects.get(text="Who took the picture?").delete()
    Comment.objects.filter(page=quay).update(resolved_at=quay.latest_revision_created_at)
    quay.delete()
    assert KeptComment.objects.count() == 0


def test_a_comment_of_a_user_who_goes_is_kept(editor, quay):
    Comment.objects.filter(text="Is this the right year?").update(resolved_at=quay.latest_revision_created_at)
    editor.delete()
    assert [kept.by for kept in KeptComment.objects.all()] == ["Edgar Edmonds"]
