"""Fills an empty site with the demo publication, act by act as editors would: pages added, revisions saved, published.

Only the times of those acts are moved into the past afterwards, so that the history reads like one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision, Site

from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, ArticleTopic, Author, Series, Topic
from history.models import Version
from home.models import HomePage, StandardPage
from images.models import SiteImage
from publication.models import Publication
from users.models import User

from . import accounts
from .content import SECTIONS
from .content import publication as words
from .files import FILES
from .pictures import PICTURES
from .story import Edit, Story, rich


def is_empty() -> bool:
    """No page below the home page, and nobody who could have made one."""
    return not Page.objects.filter(depth__gt=2).exists() and not User.objects.exists()


def load(pictures: dict[str, bytes], password: str) -> bool:
    """Everything in one transaction. False, and nothing done, when the site is no longer empty."""
    with transaction.atomic():
        site = Site.objects.select_related("root_page").get(is_default_site=True)
        # Of two loads at once the second one waits here, and then sees the first one's pages.
        HomePage.objects.select_for_update().get(pk=site.root_page_id)
        if not is_empty():
            return False
        loader = Loader(site, accounts.create_accounts(password))
        try:
            loader.load(pictures)
        except BaseException:
            loader.remove_files()
            raise
        transaction.on_commit(lambda: accounts.keep_password(password))
    return True


def walk(value: object, change: Callable[[str], object]) -> object:
    """A block's stored value with each text in it changed."""
    if isinstance(value, dict):
        return {key: walk(part, change) for key, part in value.items()}
    if isinstance(value, list):
        return [walk(part, change) for part in value]
    return change(value) if isinstance(value, str) else value


def by_day(moment: datetime) -> datetime:
    """The moment moved into the hours in which newsrooms publish."""
    return moment.replace(hour=7 + moment.hour // 2)


class Loader:
    def __init__(self, site: Site, users: dict[str, User]):
        self.now = timezone.now().replace(second=0, microsecond=0)
        self.site, self.users = site, users
        self.home: HomePage = site.root_page.specific
        self.stored: list[FieldFile] = []
        self.numbers: dict[str, int] = {}  # what `picture:…`, `file:…` and `page:…` stand for

    def load(self, pictures: dict[str, bytes]) -> None:
        self.add_files(pictures)
        self.add_people()
        for section in SECTIONS:
            self.add_section(section, by_day(self.now - timedelta(days=200)))
        for content in words.STANDING_PAGES:
            self.add_standing_page(content, by_day(self.now - timedelta(days=199)))
        stories = [(story, section.slug) for section in SECTIONS for story in section.stories]
        for story, section in sorted(stories, key=lambda pair: -pair[0].days_ago):  # links lead to older articles
            self.add_story(story, section)
        self.set_home()
        self.set_publication()

    def add_files(self, pictures: dict[str, bytes]) -> None:
        for key, picture in PICTURES.items():
            image = SiteImage(title=picture.title, description=picture.description, credit=picture.credit)
            image.uploaded_by_user = self.users["editor"]
            image.file = ContentFile(pictures[key], name=f"{key}.jpg")
            image.save()
            self.numbers[f"picture:{key}"] = image.pk
            self.stored.append(image.file)
        for key, (name, title, make) in FILES.items():
            document = Document(title=title, uploaded_by_user=self.users["writer"], file=ContentFile(make(), name=name))
            document.save()
            self.numbers[f"file:{key}"] = document.pk
            self.stored.append(document.file)

    def remove_files(self) -> None:
        """The transaction takes its rows back, but not its files."""
        for file in self.stored:
            file.storage.delete(file.name)

    def add_people(self) -> None:
        self.authors, self.topics = {}, {}
        for person in words.PEOPLE:
            links = [{"type": "link", "value": {"label": label, "address": address}} for label, address in person.links]
            author = Author(slug=person.slug, name=person.name, role=person.role, biography=person.biography)
            author.portrait_id = self.numbers[f"picture:{person.portrait}"]
            author.links = Author._meta.get_field("links").stream_block.to_python(links)
            author.save()
            self.authors[person.slug] = author
        for slug, (name, description) in words.TOPICS.items():
            self.topics[slug] = Topic.objects.create(slug=slug, name=name, description=description)
        for thing in [*self.authors.values(), *self.topics.values()]:
            log(instance=thing, action="wagtail.create", user=self.users["editor"], content_changed=True)

    # --- Pages ---

    def body(self, slug: str, parts: list[dict]) -> list[dict]:
        """The stored form of a body: ids for its blocks, numbers for its names."""
        numbered = [{**part, "id": str(uuid5(NAMESPACE_URL, f"{slug}#{n}"))} for n, part in enumerate(parts)]
        return walk(numbered, self.meant)

    def meant(self, text: str) -> object:
        """What a text of the content stands for in this database."""
        if text.startswith(("picture:", "file:")):
            return self.numbers[text]
        if text.startswith("alt:"):
            return PICTURES[text.removeprefix("alt:")].description
        if "page:" in text:
            for name, number in self.numbers.items():
                text = text.replace(f'id="{name}"', f'id="{number}"')
        return text

    def add_page(self, parent: Page, page: Page, owner: str, when: datetime) -> Revision:
        page.owner, page.live = self.users[owner], False
        parent.add_child(instance=page)
        self.numbers[f"page:{page.slug}"] = page.pk
        revision = page.save_revision(user=page.owner)
        self.date(page, revision, when)
        return revision

    def publish(self, page: Page, revision: Revision, user: str, when: datetime) -> None:
        revision.publish(user=self.users[user])
        first = Page.objects.get(pk=page.pk).first_published_at
        first = min(first, when) if first else None
        Page.objects.filter(pk=page.pk).update(first_published_at=first, last_published_at=when if first else None)
        self.date(page, revision, when)

    def date(self, page: Page, revision: Revision, when: datetime) -> None:
        """Move what the last act wrote into the past."""
        Revision.objects.filter(pk=revision.pk, created_at__gte=self.now).update(created_at=when)
        saved = Revision.objects.values_list("created_at", flat=True).get(pk=revision.pk)
        Page.objects.filter(pk=page.pk).update(latest_revision_created_at=saved)
        for entry in PageLogEntry.objects.filter(page=page.pk, timestamp__gte=self.now):
            entry.timestamp = when
            if "revision" in entry.data:
                entry.data["revision"]["created"] = when.isoformat()
            entry.save(update_fields=["timestamp", "data"])
        for version in Version.objects.filter(page_id=page.pk, at__gte=self.now):
            values = {field.attname: getattr(version, field.attname) for field in Version._meta.concrete_fields}
            version.delete()  # never changed, so written anew
            Version.objects.create(**values | {"at": when})

    def add_section(self, section, when: datetime) -> None:
        page = ArticleIndexPage(slug=section.slug, title=section.title, introduction=section.introduction, show_in_menus=True)
        self.publish(page, self.add_page(self.home, page, "editor", when), "editor", when)

    def add_standing_page(self, content: dict, when: datetime) -> None:
        page = StandardPage(slug=content["slug"], title=content["title"], introduction=content["introduction"])
        page.body = page.body.stream_block.to_python(self.body(page.slug, content["body"]))
        self.publish(page, self.add_page(self.home, page, "editor", when), "editor", when)

    def add_story(self, story: Story, section: str) -> None:
        when = by_day(self.now - timedelta(days=story.days_ago))
        written = by_day(self.now - timedelta(days=max(story.days_ago, 1) + 0.9))
        page = self.article(story, when)
        stored = self.body(story.slug, story.body)
        page.body = page.body.stream_block.to_python(stored)
        parent = Page.objects.get(pk=self.numbers[f"page:{section}"])
        revision = self.add_page(parent, page, "writer", written)
        if story.state == "draft":
            return
        self.publish(page, revision, "editor", when if story.state == "published" else written + timedelta(hours=1))
        for edit in story.edits:
            stored = self.edit(page.pk, edit, stored, when + timedelta(days=edit.days_later))

    def article(self, story: Story, when: datetime) -> ArticlePage:
        page = ArticlePage(slug=story.slug, title=story.title, standfirst=story.standfirst)
        page.hero_image_id = self.numbers[f"picture:{story.hero}"]
        page.hero_caption = rich(story.hero_caption) if story.hero_caption else ""
        if story.state == "published":
            page.published_at = when
        elif story.state == "scheduled":
            page.go_live_at = when
        if story.series:
            page.series = Series.objects.get_or_create(name=story.series[0])[0]
            page.series_part = story.series[1]
        page.article_authors = [ArticleAuthor(author=self.authors[slug]) for slug in story.authors]
        page.article_topics = [ArticleTopic(topic=self.topics[slug]) for slug in story.topics]
        return page

    def edit(self, pk: int, edit: Edit, stored: list[dict], when: datetime) -> list[dict]:
        """One more revision, which starts from the latest one. Gives the body as it is now stored."""
        page = ArticlePage.objects.get(pk=pk).get_latest_revision_as_object()
        stored = walk(stored, lambda text: replaced(text, edit.replace))
        page.body = page.body.stream_block.to_python(stored)
        if edit.note:
            note = {"type": "note", "value": {**edit.note, "date": when.date().isoformat()}}
            page.notes = page.notes.stream_block.to_python([note])
        page.title, page.standfirst = edit.title or page.title, edit.standfirst or page.standfirst
        revision = page.save_revision(user=self.users[edit.user], log_action=True)
        self.date(page, revision, when)
        if edit.publish:
            self.publish(page, revision, edit.user, when)
        return stored

    # --- The publication ---

    def set_home(self) -> None:
        home = HomePage.objects.get(pk=self.home.pk)
        home.title, home.search_description = words.NAME, words.DESCRIPTION
        home.lead_id = self.numbers[f"page:{words.LEAD}"]
        shelves = [{"section": self.numbers[f"page:{section.slug}"], "count": 3} for section in SECTIONS]
        home.body = home.body.stream_block.to_python([{"type": "section", "value": shelf} for shelf in shelves])
        revision = home.save_revision(user=self.users["editor"], log_action=True)
        self.publish(home, revision, "editor", by_day(self.now - timedelta(days=3)))

    def set_publication(self) -> None:
        publication = Publication.for_site(self.site)
        publication.name, publication.tagline = words.NAME, words.TAGLINE
        publication.description, publication.footer_text = words.DESCRIPTION, words.FOOTER_TEXT
        publication.logo_id = self.numbers["picture:mark"]
        publication.navigation = self.links("navigation", [section.slug for section in SECTIONS])
        publication.footer_links = self.links("footer_links", [content["slug"] for content in words.STANDING_PAGES])
        publication.save()
        log(instance=publication, action="wagtail.edit", user=self.users["admin"], content_changed=True)

    def links(self, field: str, slugs: list[str]):
        values = [{"page": self.numbers[f"page:{slug}"], "address": "", "label": ""} for slug in slugs]
        block = Publication._meta.get_field(field).stream_block
        return block.to_python([{"type": "link", "value": value} for value in values])


def replaced(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        text = text.replace(old, new)
    return text
