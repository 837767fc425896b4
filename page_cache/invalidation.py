"""Which saves readers see. The place to look when a reader sees an old page.

Everything that is saved or deleted makes readers see something new, but for the kinds in PRIVATE and what the functions
below it know to be a draft's. So a kind of content that comes later needs no line here. QuerySet.update() and SQL by hand
send no signal: who changes public rows so calls changes.purge() in the same transaction.
"""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from modelcluster.fields import ParentalKey
from wagtail.models import COMMENTS_RELATION_NAME, Page
from wagtail.signals import post_page_move

from . import changes

# Apps whose rows no public page shows.
PRIVATE_APPS = {
    "auth",
    "contenttypes",
    "django_tasks_database",
    "history",
    "page_cache",
    "search",  # its index follows the pages, and results are not kept
    "sessions",
    "staging",
    "taggit",
    "users",
    "wagtailadmin",
    "wagtailsearch",
    "wagtailusers",
}
PRIVATE_MODELS = {
    "images.rendition",  # made while a page is rendered
    "wagtailimages.rendition",
    "wagtailcore.apitoken",
    "wagtailcore.comment",
    "wagtailcore.commentreply",
    "wagtailcore.groupapprovaltask",
    "wagtailcore.groupapprovaltask_groups",
    "wagtailcore.groupcollectionpermission",
    "wagtailcore.grouppagepermission",
    "wagtailcore.groupsitepermission",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    "wagtailcore.task",
    "wagtailcore.taskstate",
    "wagtailcore.uploadedfile",
    "wagtailcore.workflow",
    "wagtailcore.workflowcontenttype",
    "wagtailcore.workflowpage",
    "wagtailcore.workflowstate",
    "wagtailcore.workflowtask",
}
# What saving a draft, locking a page and asking for a review write into the page's row.
DRAFT_FIELDS = {
    COMMENTS_RELATION_NAME,
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
}


def is_private(model: type[Model]) -> bool:
    # "__fake__": a model as a migration knows it. `serve` starts a new generation after all migrations.
    meta = model._meta
    return meta.app_label in PRIVATE_APPS or meta.label_lower in PRIVATE_MODELS or model.__module__ == "__fake__"


def is_draft(instance: Model, created: bool, update_fields: frozenset | None) -> bool:
    """Whether this save is about a draft alone: fields that drafts use, a page that begins as one, or a row of such a page."""
    if isinstance(instance, Page):
        return (created and not instance.live) or (update_fields is not None and update_fields <= DRAFT_FIELDS)
    return created and belongs_to_draft(instance)


def belongs_to_draft(instance: Model) -> bool:
    for field in instance._meta.fields:
        if isinstance(field, ParentalKey) and field.is_cached(instance):
            parent = field.get_cached_value(instance)
            return isinstance(parent, Page) and not parent.live
    return False


def shows(instance: Model, created: bool, update_fields: frozenset | None) -> bool:
    return not is_private(type(instance)) and not is_draft(instance, created, update_fields)


# --- Signals ---------------------------------------------------------------


def before_save(sender, instance, update_fields, **_kwargs) -> None:
    """Outside a transaction a row is committed before post_save is sent: see changes.announce()."""
    if connections[DEFAULT_DB_ALIAS].in_atomic_block or not shows(instance, instance._state.adding, update_fields):
        return
    instance._page_cache_announced = changes.announce()


def after_save(sender, instance, created, update_fields, **_kwargs) -> None:
    announced = instance.__dict__.pop("_page_cache_announced", 0)
    if announced:
        changes.done(announced)
    elif shows(instance, created, update_fields):
        changes.purge()


def after_delete(sender, instance, **_kwargs) -> None:
    if not is_private(sender):
        changes.purge()


def after_relation(sender, action, **_kwargs) -> None:
    if action.startswith("post_") and not is_private(sender):
        changes.purge()


def after_move(sender, **_kwargs) -> None:
    changes.purge()


def connect() -> None:
    pre_save.connect(before_save, dispatch_uid="page_cache.before_save")
    post_save.connect(after_save, dispatch_uid="page_cache.after_save")
    post_delete.connect(after_delete, dispatch_uid="page_cache.after_delete")
    m2m_changed.connect(after_relation, dispatch_uid="page_cache.after_relation")
    post_page_move.connect(after_move, dispatch_uid="page_cache.after_move")
