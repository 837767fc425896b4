"""The child rows of a page (its byline, its topics) keep their ids when other content is put in place.

Frozen content has no ids. But drafts have, and the editor's form refuses a row whose id the database does not know: with new ids
nobody could save such a draft any more.
"""

from django.db import models
from wagtail.models import Page

from history.content import content_relations

NOT_COMPARED = {"sort_order"}


def keep_ids(page: Page) -> None:
    """Give the rows that are to be saved the ids of those that are there: of an equal one, else of one that goes anyway."""
    for relation in content_relations(type(page)):
        coming = page.__dict__.get("_cluster_related_objects", {}).get(relation.get_accessor_name())
        if not coming:
            continue
        there = list(relation.related_model._base_manager.filter(**{relation.field.name: page.pk}))
        there = [row for row in there if row.pk not in {one.pk for one in coming}]
        new = [row for row in coming if row.pk is None]
        for row in new:
            if same := next((one for one in there if facts(one, relation) == facts(row, relation)), None):
                there.remove(same)
                row.pk = same.pk
        for row, old in zip([row for row in new if row.pk is None], there, strict=False):
            row.pk = old.pk


def facts(row: models.Model, relation: models.ManyToOneRel) -> list:
    """What tells one row of a page from another."""
    own = {row._meta.pk.name, relation.field.name, *NOT_COMPARED}
    return [getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in own]
