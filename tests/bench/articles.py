"""Articles for measurements, thousands of them, as if people had written and published them over years.

Each has whatever a published article has: revision, frozen version, log, both search indexes, references. They are written in
bulk and by several processes: 20,000 take some minutes. Not for a site on which anybody else has written.
"""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from itertools import accumulate
from multiprocessing import get_context
from random import Random
from typing import NamedTuple

import django
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, connections, transaction
from django.db.models import F, Max
from django.utils import timezone
from wagtail.models import Locale, Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, ArticleTopic, Author, Topic
from demo.content import SECTIONS
from history import block_changes
from history.content import content_of, digest_of
from history.models import FrozenCopy, Version, pack
from history.people import name_of
from home.models import HomePage
from images.models import SiteImage
from page_cache import changes
from search import index
from users.models import User

from .words import Writer

BATCH = 200  # articles in a transaction
PREFIX = "bench-"  # of every slug that is made here
MORE_SECTIONS, MORE_AUTHORS, MORE_TOPICS = 3, 40, 60  # beside those of the demo
AGE = timedelta(days=30)  # of the newest: those of the demo stay above them
EVERY = timedelta(hours=5)
NUMBERED = [Page, Revision, ArticleAuthor, ArticleTopic]
MOST_CHILDREN = 4  # of one kind
DATES = ("first_published_at", "last_published_at", "published_at", "latest_revision_created_at")


class Place(NamedTuple):
    """Where an article goes, and the numbers that its rows get: those of its children begin at `children`."""

    number: int
    section: int
    path: str
    url_path: str
    page: int
    revision: int
    children: int


def make(count: int, processes: int = 1, anyway: bool = False) -> int:
    """Make as many as are missing to `count` articles; returns how many. Raises ValueError on somebody's own site."""
    if not anyway and (theirs := articles_of_others()):
        raise ValueError(f"There are articles that are neither the demo's nor the benchmark's, such as “{theirs[0]}”.")
    missing = max(0, count - ArticlePage.objects.count())
    ground()
    places = list(where(missing))
    batches = [places[start : start + BATCH] for start in range(0, missing, BATCH)]
    if processes == 1:
        for batch in batches:
            write(batch)
    else:
        connections.close_all()
        with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
            list(pool.map(write, batches))
    for section, number in Counter(place.section for place in places).items():
        Page.objects.filter(pk=section).update(numchild=F("numchild") + number)
    follow_numbers()
    with transaction.atomic():
        changes.purge()
    return missing


def follow_numbers() -> None:
    """Tell PostgreSQL which numbers are given away, and have it look at what it has got: it would soon do so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), NUMBERED):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def articles_of_others() -> list[str]:
    known = {story.slug for section in SECTIONS for story in section.stories}
    rows = ArticlePage.objects.exclude(slug__startswith=PREFIX).exclude(slug__in=known)
    return list(rows.values_list("title", flat=True)[:1])


# --- What the articles stand on -----------------------------------------------------


def ground() -> None:
    """Sections, authors and topics beside the demo's, unless they are there."""
    home = HomePage.objects.get()
    for number in range(MORE_SECTIONS):
        writer = Writer(-1 - number)
        if not Page.objects.filter(slug=f"{PREFIX}section-{number}").exists():
            page = ArticleIndexPage(title=writer.title(), slug=f"{PREFIX}section-{number}", introduction=writer.sentence())
            home.add_child(instance=page)
    portraits = list(Author.objects.exclude(portrait=None).values_list("portrait", flat=True).order_by("pk"))
    for number in range(MORE_AUTHORS):
        writer = Writer(-100 - number)
        name, portrait = " ".join(writer.title().split()[::3]), portraits[number % len(portraits)] if portraits else None
        fields = {"name": name, "role": "Reporter", "biography": writer.paragraph(2), "portrait_id": portrait}
        Author.objects.get_or_create(slug=f"{PREFIX}author-{number}", defaults=fields)
    for number in range(MORE_TOPICS):
        name = f"{Writer(-200 - number).title().split()[0]} {number}"
        Topic.objects.get_or_create(slug=f"{PREFIX}topic-{number}", defaults={"name": name})


def where(count: int) -> Iterator[Place]:
    """Places for so many new articles, each section's behind those that it has."""
    sections = list(ArticleIndexPage.objects.order_by("path"))
    last = {page.pk: page.get_last_child() for page in sections}
    steps = {pk: Page._str2int(child.path[-Page.steplen :]) if child else 0 for pk, child in last.items()}
    begin = ArticlePage.objects.filter(slug__startswith=PREFIX).count()
    page, revision, *children = (model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in NUMBERED)
    for made, number in enumerate(range(begin, begin + count)):
        section = sections[number % len(sections)]
        steps[section.pk] += 1
        path = Page._get_path(section.path, section.depth + 1, steps[section.pk])
        address = f"{section.url_path}{PREFIX}{number}/"
        numbers = page + 1 + made, revision + 1 + made, max(children) + 1 + made * MOST_CHILDREN
        yield Place(number, section.pk, path, address, *numbers)


class Ground:
    """What is shared by all articles, read once in each process."""

    def __init__(self):
        self.locale = Locale.objects.get()
        self.type = ContentType.objects.get_for_model(ArticlePage)
        self.page_type = ContentType.objects.get_for_model(Page)
        self.users = list(User.objects.order_by("pk"))
        self.authors = list(Author.objects.order_by("pk"))
        self.topics = list(Topic.objects.order_by("pk"))
        heroes = ArticlePage.objects.exclude(slug__startswith=PREFIX).exclude(hero_image=None)
        pictures = set(heroes.values_list("hero_image", flat=True)) or set(SiteImage.objects.values_list("pk", flat=True))
        self.pictures = sorted(pictures)
        self.block_changes = block_changes.count()


def some(random: Random, rows: list, most: int) -> list:
    """Up to `most` of the rows: the first ones often, the last ones seldom."""
    shares = list(accumulate(1 / (place + 3) for place in range(len(rows))))
    chosen = random.choices(rows, cum_weights=shares, k=random.randint(1, most))
    return list(dict.fromkeys(chosen))


def article(place: Place, ground: Ground, newest: datetime) -> ArticlePage:
    writer = Writer(place.number)
    when = newest - place.number * EVERY
    title = writer.title()
    page = ArticlePage(
        id=place.page,
        page_ptr_id=place.page,
        latest_revision_id=place.revision,
        live_revision_id=place.revision,
        path=place.path,
        depth=len(place.path) // Page.steplen,
        url_path=place.url_path,
        slug=f"{PREFIX}{place.number}",
        title=title,
        draft_title=title,
        locale=ground.locale,
        content_type=ground.type,
        owner=ground.users[place.number % len(ground.users)] if ground.users else None,
        live=True,
        **dict.fromkeys(DATES, when),
        standfirst=f"{writer.sentence()} {writer.sentence()}",
        hero_image_id=writer.random.choice(ground.pictures) if ground.pictures else None,
        hero_caption=writer.paragraph(1),
    )
    page.body = page.body.stream_block.to_python(writer.body(ground.pictures))
    authors, topics = some(writer.random, ground.authors, 2), some(writer.random, ground.topics, MOST_CHILDREN)
    page.article_authors = [ArticleAuthor(pk=pk, author=one, sort_order=pk) for pk, one in enumerate(authors, place.children)]
    page.article_topics = [ArticleTopic(pk=pk, topic=one, sort_order=pk) for pk, one in enumerate(topics, place.children)]
    return page


# --- Writing ------------------------------------------------------------------------


def write(places: list[Place]) -> None:
    """Write the articles of these places with everything that belongs to them; their sections do not know of them yet.

    Everything is made first, so that the processes wait for one another only while rows are inserted.
    """
    ground = Ground()
    newest = timezone.now().replace(minute=0, second=0, microsecond=0) - AGE
    pages = [article(place, ground, newest) for place in places]
    entries, references = [index.entry_of(page) for page in pages], [one for page in pages for one in references_of(page, ground)]
    revisions, contents = [revision_of(page, ground) for page in pages], [content_of(page) for page in pages]
    with transaction.atomic():
        insert(pages)
        Revision.objects.bulk_create(revisions)
        write_history(pages, contents, ground)
        index.write(entries)
        ReferenceIndex.objects.bulk_create(references)
    get_search_backend().get_index_for_model(ArticlePage).add_items(ArticlePage, pages)


def insert(pages: list[ArticlePage]) -> None:
    names = [field.attname for field in Page._meta.local_concrete_fields]
    Page.objects.bulk_create(Page(**{name: getattr(page, name) for name in names}) for page in pages)
    # bulk_create refuses models with a parent: this is what it does for the others.
    ArticlePage._base_manager._insert(pages, fields=ArticlePage._meta.local_concrete_fields, using=Page.objects.db)
    ArticleAuthor.objects.bulk_create(row for page in pages for row in page.article_authors.all())
    ArticleTopic.objects.bulk_create(row for page in pages for row in page.article_topics.all())


def revision_of(page: ArticlePage, ground: Ground) -> Revision:
    return Revision(
        pk=page.live_revision_id,
        content_type=ground.type,
        base_content_type=ground.page_type,
        object_id=str(page.pk),
        object_str=page.title,
        user=page.owner,
        created_at=page.date,
        content=json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder)),
    )


def write_history(pages: list[ArticlePage], contents: list[dict], ground: Ground) -> None:
    PageLogEntry.objects.bulk_create(
        PageLogEntry(page=page, content_type=ground.type, label=page.title, action=action, timestamp=page.date, user=page.owner)
        for page in pages
        for action in ("wagtail.create", "wagtail.publish")
    )
    copies = FrozenCopy.objects.bulk_create(
        FrozenCopy(page_id=page.pk, digest=digest_of(content), packed=pack(content), changes=ground.block_changes)
        for page, content in zip(pages, contents, strict=True)
    )
    reason = {"reason": Version.Reason.PUBLISHED, "kind": Version.Kind.FIRST, "path": Version.Path.FORM}
    Version.objects.bulk_create(
        Version(
            page_id=page.pk,
            copy=copy,
            at=page.date,
            revision_id=page.live_revision_id,
            user=page.owner,
            by=name_of(page.owner),
            **reason,
        )
        for page, copy in zip(pages, copies, strict=True)
    )


def references_of(page: ArticlePage, ground: Ground) -> Iterator[ReferenceIndex]:
    for to, pk, model_path, content_path in set(ReferenceIndex._extract_references_from_object(page)):
        yield ReferenceIndex(
            content_type=ground.type,
            base_content_type=ground.page_type,
            object_id=page.pk,
            to_content_type_id=to,
            to_object_id=pk,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
