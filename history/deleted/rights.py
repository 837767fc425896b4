"""Who may see a deleted page and bring it back: whoever may add pages where it stood, as things are there now.

Somebody who may add but neither change nor publish there, such as a writer, has a right to pages of their own only.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from history.models import DeletedPage

from .expiry import within_reach


@dataclass
class Branch:
    """A deleted page with those that went with it, in the order of the tree."""

    top: DeletedPage
    below: list[DeletedPage] = field(default_factory=list)

    @property
    def pages(self) -> list[DeletedPage]:
        return [self.top, *self.below]

    @property
    def was_live(self) -> bool:
        return any(kept.was_live for kept in self.pages)


def rights_at(user: AbstractBaseUser, path: str) -> set[str]:
    """What the user may do at this place of the tree: "add", "change", "publish" …"""
    if not user.is_active:
        return set()
    if user.is_superuser:
        return {"add", "change", "publish"}
    return Page(path=path, depth=len(path) // Page.steplen).permissions_for_user(user).permissions


def may_bring_back(user: AbstractBaseUser, kept: DeletedPage, path: str) -> bool:
    """Whether to the place under the parent with this path."""
    rights = rights_at(user, path)
    return "add" in rights and (bool({"change", "publish"} & rights) or kept.owner_id == user.pk)


def may_publish(user: AbstractBaseUser, path: str) -> bool:
    return "publish" in rights_at(user, path)


def branches() -> list[Branch]:
    """Everything that can still be brought back, last deleted first, without the rows."""
    kept = list(within_reach().defer("packed").order_by("-deleted_at", "path"))
    together = {(one.deleted_at, one.page_id): one for one in kept}
    found: dict[int, Branch] = {}
    for one in kept:  # a parent comes before what is below it
        above = together.get((one.deleted_at, one.parent_id))
        if above is None:
            found[one.page_id] = Branch(one)
        else:
            found[one.page_id] = found[above.page_id]
            found[one.page_id].below.append(one)
    return list({id(branch): branch for branch in found.values()}.values())


def branch_of(kept: DeletedPage) -> Branch:
    """The page with all below it that was deleted in the same act."""
    same_act = DeletedPage.objects.filter(deleted_at=kept.deleted_at, path__startswith=kept.path).exclude(pk=kept.pk)
    return Branch(kept, list(same_act.defer("packed").order_by("path")))


def places(kept: Iterable[DeletedPage]) -> dict[int, str]:
    """By parent: the path where it is now, for the parents that are there."""
    return dict(Page.objects.filter(pk__in={one.parent_id for one in kept}).values_list("pk", "path"))


def visible(user: AbstractBaseUser, found: list[Branch]) -> list[Branch]:
    """The branches reduced to what the user may bring back. Where no parent is left, the place where it was decides."""
    paths, cached = places(one.top for one in found), defaultdict(dict)
    shown = []
    for branch in found:
        path = paths.get(branch.top.parent_id, branch.top.path[: -Page.steplen])
        pages = [one for one in branch.pages if may_bring_back_cached(user, one, path, cached)]
        if pages:
            shown.append(Branch(pages[0], pages[1:]))
    return shown


def may_bring_back_cached(user: AbstractBaseUser, kept: DeletedPage, path: str, cached: dict) -> bool:
    key = kept.owner_id == user.pk
    if key not in cached[path]:
        cached[path][key] = may_bring_back(user, kept, path)
    return cached[path][key]


def model_of(kept: DeletedPage) -> type[Page] | None:
    """The page's model; None when the code no longer has it."""
    try:
        return apps.get_model(kept.content_type)
    except LookupError:
        return None


def possible_parents(user: AbstractBaseUser, kept: DeletedPage, limit: int = 200) -> list[Page]:
    """Where a page whose parent is gone for good could stand, in the order of the tree."""
    model = model_of(kept)
    if model is None:
        return []
    kinds = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    pages = Page.objects.filter(content_type__in=kinds).order_by("path")[:limit]
    return [page for page in pages if may_bring_back(user, kept, page.path)]
