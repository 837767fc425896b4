"""What belongs to a publication beside what readers see: what rehearsal leaves out, and a release does for good."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Page, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update, update_reference_index_on_save

from staging.placing import Placed, put
from staging.staged import Staged


def put_for_good(staged: Sequence[Staged], thawed: Mapping[int, Page] | None = None) -> Placed:
    """As placing.put; the pages have their live revisions read, as each signal and log entry asks for one."""
    with disable_reference_index_auto_update():  # once for each page is enough, not for each of its rows
        placed = put(staged, thawed)
    for page in placed.pages:
        update_reference_index_on_save(page)
    revisions = Revision.objects.in_bulk([page.live_revision_id for page in placed.pages if page.live_revision_id])
    for page in placed.pages:
        page.live_revision = revisions.get(page.live_revision_id)
    return placed


def rename_draft(page: Page, old: str, new: str, user: AbstractBaseUser | None) -> None:
    """Have the newest draft carry the new slug too: publishing it later must not bring the old address back."""
    page = Page.objects.get(pk=page.pk)
    draft = page.get_latest_revision()
    if draft is None or not isinstance(draft.content, dict) or draft.content.get("slug") != old:
        return
    was_live = page.live_revision_id == draft.pk
    coming = draft.as_object()
    coming.slug = new
    coming.set_url_path(page.get_parent())
    revision = coming.save_revision(user=user, clean=False, changed=False)
    if was_live:
        Page.objects.filter(pk=page.pk).update(live_revision=revision, has_unpublished_changes=False)
