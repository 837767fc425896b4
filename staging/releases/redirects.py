"""What a release does to redirects, so that taking it back undoes exactly that."""

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect

from staging.staged import Staged

Rows = dict[int, dict]


def may_change(staged: list[Staged], slugs: dict[int, str]) -> bool:
    """Whether any address changes, as far as can be told before. `slugs`: those of the pages now."""
    return any(
        one.parent_id or (one.slug or (one.fields or {}).get("slug") or slugs.get(one.page_id)) != slugs.get(one.page_id)
        for one in staged
    )


def rows() -> Rows:
    """All redirects that the site made by itself; those that people wrote are never touched."""
    return {row["id"]: row for row in Redirect.objects.filter(automatically_created=True).values()}


def changed(before: Rows, after: Rows) -> dict[str, list[dict]]:
    return {
        "made": [row for key, row in after.items() if key not in before],
        "removed": [row for key, row in before.items() if key not in after],
    }


def put_back(done: dict, before: Rows) -> None:
    """Have the redirects as they were before the release: `done` by it, `before` what taking it back has done to them."""
    made_since = Q(automatically_created=True) & ~Q(pk__in=before)
    made = Q(automatically_created=True, pk__in=[row["id"] for row in done.get("made", [])])
    Redirect.objects.filter(made_since | made).delete()
    taken = {(row["site_id"], row["old_path"]) for row in Redirect.objects.values("site_id", "old_path")}
    back = {**before, **{row["id"]: row for row in done.get("removed", [])}}
    gone = {row["id"] for row in done.get("made", [])} | set(Redirect.objects.filter(pk__in=back).values_list("pk", flat=True))
    Redirect.objects.bulk_create(
        Redirect(**row) for key, row in back.items() if key not in gone and (row["site_id"], row["old_path"]) not in taken
    )
