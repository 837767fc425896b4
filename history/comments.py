"""Resolved comments outlive the saves and publications by which Wagtail deletes them."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.db.models.signals import pre_delete
from wagtail.models import Comment, CommentReply, Page

from .models import KeptComment
from .people import name_of
from .sittings import PAUSE


def keep(sender: type, instance: Comment, origin: Model | QuerySet | None = None, **kwargs) -> None:
    """A resolved comment is about to be deleted, in the same transaction. A page that is deleted takes its comments along."""
    whence = origin.model if isinstance(origin, QuerySet) else type(origin)
    if instance.resolved_at and not issubclass(whence, Page):
        kept_from(instance, instance.replies.select_related("user")).save()


def kept_from(comment: Comment, replies: Iterable[CommentReply]) -> KeptComment:
    """What is kept of a comment, unsaved."""
    return KeptComment(
        page_id=comment.page_id,
        content_path=comment.contentpath,
        text=comment.text,
        by=name_of(comment.user),
        created_at=comment.created_at,
        resolved_by=name_of(comment.resolved_by) if comment.resolved_by else "",
        resolved_at=comment.resolved_at,
        replies=[{"text": one.text, "by": name_of(one.user), "at": one.created_at.isoformat()} for one in replies],
    )


def resolved(page: Page, still_there: bool = True) -> list[KeptComment]:
    """The page's resolved comments, in the order in which they were resolved: those kept, and those still with the page."""
    kept = [*KeptComment.objects.filter(page_id=page.pk), *(those_still_there(page) if still_there else [])]
    for comment in kept:
        comment.place = place_of(page, comment.content_path)
    return sorted((one for one in kept if one.resolved_at), key=lambda one: one.resolved_at)


def those_still_there(page: Page) -> list[KeptComment]:
    there = list(Comment.objects.filter(page_id=page.pk, resolved_at__isnull=False).select_related("user", "resolved_by"))
    replies = defaultdict(list)
    for reply in CommentReply.objects.filter(comment__in=there).select_related("user") if there else ():
        replies[reply.comment_id].append(reply)
    return [kept_from(one, replies[one.pk]) for one in there]


def place_of(page: Page, content_path: str) -> str:
    """The name of the field that a comment stands at."""
    name = content_path.split(".")[0]
    try:
        return str(page._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def groups(comments: Iterable[KeptComment]) -> list[list[KeptComment]]:
    """Those that one person resolved without a longer pause, together."""
    found: list[list[KeptComment]] = []
    for comment in comments:
        last = found[-1][-1] if found else None
        if last and last.resolved_by == comment.resolved_by and comment.resolved_at - last.resolved_at <= PAUSE:
            found[-1].append(comment)
        else:
            found.append([comment])
    return found


def connect() -> None:
    pre_delete.connect(keep, sender=Comment, dispatch_uid="history_keep_comment")
