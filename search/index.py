"""Keeps the index true: a save of a live page writes its row in the same transaction; a renamed author or topic follows.

A page's save writes its own row only, and starts no task: a rehearsal may publish, search and roll back.
"""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils.timezone import localtime
from django_tasks import task
from wagtail import blocks
from wagtail.models import Page

from articles.models import ArticleAuthor, ArticlePage, ArticleTopic, Author, Topic

from .models import Entry

LONGEST_BODY = 300_000  # characters; what comes after them is not found
HOME_DEPTH = 2
# A save of other fields only, such as save_revision's, has a draft's words in memory, which are not saved.
CONTENT = {"title", "live", "standfirst", "introduction", "body", "published_at", "first_published_at"}
WRITTEN = [field.name for field in Entry._meta.fields if field.name != "page"]


def write(entries: Iterable[Entry]) -> None:
    """Insert or replace, in one statement: two who publish one page at once can't both find it missing."""
    Entry.objects.bulk_create(entries, update_conflicts=True, unique_fields=["page"], update_fields=WRITTEN)


def update(page: Page) -> None:
    """Make the index say what the page says. Takes the specific page as it was saved, in memory or fresh."""
    if page.live and page.depth > HOME_DEPTH:
        write([entry_of(page)])
    else:
        Entry.objects.filter(page=page.pk).delete()


def entry_of(page: Page) -> Entry:
    date = page.date if isinstance(page, ArticlePage) else None
    authors, topics = names_of(page)
    entry = Entry(
        page_id=page.pk,
        date=date,
        year=localtime(date).year if date else None,
        title=page.title,
        lead=getattr(page, "standfirst", "") or getattr(page, "introduction", ""),
        authors=authors,
        topics=topics,
        body=body_of(page),
    )
    entry.fill_words()
    return entry


def names_of(page: Page) -> tuple[str, str]:
    """The names of its authors and of its topics, as the page has them in memory: its rows are saved after itself."""
    if not isinstance(page, ArticlePage):
        return "", ""
    authors = [row.author_id for row in page.article_authors.all()]
    topics = [row.topic_id for row in page.article_topics.all()]
    # What its own save is about to write, row by row.
    page.named_in_search = {(Author, pk) for pk in authors if page.article_authors.is_deferring}
    page.named_in_search |= {(Topic, pk) for pk in topics if page.article_topics.is_deferring}
    return joined_names(Author, authors), joined_names(Topic, topics)


def joined_names(model: type[Author] | type[Topic], ids: list[int]) -> str:
    names = dict(model.objects.filter(pk__in=ids).values_list("pk", "name"))
    return ", ".join(names[pk] for pk in ids if pk in names)


def body_of(page: Page) -> str:
    body = getattr(page, "body", None)
    if not isinstance(body, blocks.StreamValue):
        return ""
    text = " ".join(" ".join(texts(body.stream_block, body)).split())
    return text.replace("\x00", "")[:LONGEST_BODY]


def texts(block: blocks.Block, value: object) -> Iterator[str]:
    """What readers read of a block: unlike in get_searchable_content no labels of choices and no addresses."""
    if isinstance(value, blocks.StreamValue):
        for child in value:
            yield from texts(child.block, child.value)
    elif isinstance(value, blocks.StructValue):
        for name, part in value.items():
            yield from texts(block.child_blocks[name], part)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from texts(block.child_block, item)
    elif not isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
        yield from (text for text in block.get_searchable_content(value) if not text.startswith(("http:", "https:")))


# --- What happens elsewhere ------------------------------------------------


def page_saved(instance: Model, update_fields, raw: bool, **_kwargs) -> None:
    if raw or not isinstance(instance, Page) or (update_fields is not None and CONTENT.isdisjoint(update_fields)):
        return
    if skips_search(instance):
        return
    # Of a partial save, or of a bare Page, memory does not say what the page says.
    whole = update_fields is None and type(instance) is not Page
    update(instance if whole else Page.objects.get(pk=instance.pk).specific)


def skips_search(page: Page | None) -> bool:
    """Whether it is saved to be shown and rolled back, and nobody searches meanwhile: staging.placing.put."""
    return getattr(page, "skips_search", False)


def row_saved(instance: ArticleAuthor | ArticleTopic, raw: bool = False, **_kwargs) -> None:
    named = named_by_save(instance)
    if name_in(instance) in named:
        named.discard(name_in(instance))  # written once
    elif not raw:
        row_changed(instance)


def row_deleted(instance: ArticleAuthor | ArticleTopic, **_kwargs) -> None:
    named = named_by_save(instance)
    if not named or name_in(instance) in named:
        row_changed(instance)


def name_in(row: ArticleAuthor | ArticleTopic) -> tuple[type[Model], int]:
    return (Author, row.author_id) if isinstance(row, ArticleAuthor) else (Topic, row.topic_id)


def named_by_save(row: ArticleAuthor | ArticleTopic) -> set[tuple[type[Model], int]]:
    """Whom the entry names, where the article's own save is just writing its rows: it has been written for all of them."""
    return getattr(article_of(row), "named_in_search", set())


def article_of(row: ArticleAuthor | ArticleTopic) -> ArticlePage | None:
    """As it is in memory, where it is: that whose save writes the row."""
    return row._state.fields_cache.get("article")


def row_changed(instance: ArticleAuthor | ArticleTopic) -> None:
    """An author or topic was given to an article, or taken from it, beside the article's own save."""
    if skips_search(article_of(instance)):
        return
    entry = Entry.objects.filter(page=instance.article_id).defer(*WORDS).first()
    if entry and (entry.authors, entry.topics) != names_of(instance.article):
        rename([entry.pk])


def name_saved(instance: Author | Topic, raw: bool, **_kwargs) -> None:
    """A name may have changed: the worker lets the entries of its articles follow, so that the editor does not wait.

    A thousand articles take seconds, and waiting here for an entry that is being published could be a deadlock.
    """
    if not raw:
        follow_name.enqueue(instance._meta.model_name, instance.pk)


@task()
def follow_name(kind: str, pk: int) -> None:
    """Write the entries of all articles that name this author or topic (`kind`)."""
    rows = {"author": ArticleAuthor, "topic": ArticleTopic}[kind].objects.filter(**{kind: pk})
    rename(sorted(Entry.objects.filter(page__in=rows.values("article")).values_list("page", flat=True)))


WORDS = ["in_title", "in_head", "in_text"]
BATCH = 200


def rename(pages: list[int]) -> None:
    """Write the entries whose names are no longer what the database says, in short transactions."""
    for start in range(0, len(pages), BATCH):
        batch = pages[start : start + BATCH]
        with transaction.atomic():
            locked = Entry.objects.filter(page__in=batch).select_for_update().order_by("page")
            entries = {entry.pk: entry for entry in locked.defer(*WORDS)}
            authors = names_by_article(ArticleAuthor, "author__name", batch)
            topics = names_by_article(ArticleTopic, "topic__name", batch)
            changed = []
            for pk, entry in entries.items():
                names = authors.get(pk, ""), topics.get(pk, "")
                if names != (entry.authors, entry.topics):
                    entry.authors, entry.topics = names
                    entry.fill_words()
                    changed.append(entry)
            write(changed)


def names_by_article(model: type[ArticleAuthor] | type[ArticleTopic], name: str, articles: list[int]) -> dict[int, str]:
    rows = model.objects.filter(article__in=articles).order_by("article", "sort_order", "pk")
    names: dict[int, list[str]] = {}
    for article, text in rows.values_list("article", name):
        names.setdefault(article, []).append(text)
    return {article: ", ".join(texts) for article, texts in names.items()}


def connect() -> None:
    post_save.connect(page_saved, dispatch_uid="search.page_saved")
    for model in (ArticleAuthor, ArticleTopic):
        post_save.connect(row_saved, sender=model, dispatch_uid=f"search.{model.__name__}.saved")
        post_delete.connect(row_deleted, sender=model, dispatch_uid=f"search.{model.__name__}.deleted")
    for model in (Author, Topic):
        post_save.connect(name_saved, sender=model, dispatch_uid=f"search.{model.__name__}.saved")
