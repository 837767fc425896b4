"""Child rows of a draft (its byline, its topics) that are not in the database: the form takes them as new ones.

Publishing an older version deletes rows that the newest draft still names by their ids. Wagtail's form refuses such an id, and
marks nothing: the draft could never be saved again. An editor that was open meanwhile sends them as well.
"""

import re
from collections.abc import Iterable

from django.db import models
from django.http import HttpRequest
from wagtail.models import Page

from .content import content_relations


def forget_lost_rows(request: HttpRequest, page: Page) -> None:
    """before_edit_page: neither the page nor what is sent names a row by an id that there is none of."""
    children = page.__dict__.get("_cluster_related_objects", {})
    sent = request.POST.copy() if request.method == "POST" else {}
    for relation in content_relations(type(page)):
        name, key = relation.get_accessor_name(), relation.related_model._meta.pk.name
        rows = [row for row in children.get(name, ()) if row.pk is not None]
        fields = {field: sent[field] for field in sent if re.fullmatch(rf"{name}-\d+-{key}", field) and sent[field].isdecimal()}
        lost = lost_of(relation, page, {str(row.pk) for row in rows} | set(fields.values()))
        for row in rows:
            if str(row.pk) in lost:
                row.pk = None
        for field in fields.keys() if lost else ():
            sent[field] = "" if fields[field] in lost else fields[field]
    if sent:
        request.POST = sent


def lost_of(relation: models.ManyToOneRel, page: Page, keys: Iterable[str]) -> set[str]:
    """Those of the ids that no row of this page has. No query for none."""
    keys = {key for key in keys if len(key) < 19}
    if not keys:
        return set()
    there = relation.related_model._base_manager.filter(**{relation.field.name: page.pk}, pk__in=keys)
    return keys - {str(pk) for pk in there.values_list("pk", flat=True)}
