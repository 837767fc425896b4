"""Articles, the sections that hold them, their authors and topics."""

import json
import math
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index

from images.models import SiteImage
from pages.kept import kept
from pages.models import BasePage
from pages.text import SafeStreamBlock, clean_text_fields

from .blocks import ArticleBody
from .blocks.media import chosen_images
from .blocks.notes import ArticleNotes
from .blocks.text import INLINE_FEATURES
from .markdown import asks_for_markdown, markdown_response
from .querysets import ArticleQuerySet, attach_authors, page_of_articles, topics_of
from .related import place_in_series, related_articles
from .structured_data import article_metadata, section_metadata

WORDS_PER_MINUTE = 230
WORDS_KEPT = 24 * 3600  # seconds
# Two publications within this time count as one: nobody calls a typo mended at once an update.
EARLIEST = datetime(1450, 1, 1, tzinfo=UTC)  # nothing was printed before
UPDATE_GRACE = timedelta(minutes=15)


class Author(index.Indexed, models.Model):
    """Somebody who writes. Public as soon as a live article names them."""

    name = models.CharField(_("name"), max_length=120, help_text=_("As it stands in the byline."))
    slug = models.SlugField(
        _("slug"), max_length=120, unique=True, help_text=_("The last part of the address of the author's page.")
    )
    role = models.CharField(_("role"), max_length=120, blank=True, help_text=_("Such as “Science editor”."))
    biography = RichTextField(
        _("biography"), blank=True, features=INLINE_FEATURES, help_text=_("A few sentences for the author's page.")
    )
    portrait = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A square picture of the face, at least 320 pixels wide."),
    )
    links = StreamField(
        SafeStreamBlock(
            [
                (
                    "link",
                    blocks.StructBlock(
                        [
                            ("label", blocks.CharBlock(max_length=60, help_text=_("Such as “Website”."))),
                            ("address", blocks.URLBlock(help_text=_("Like https://example.org/name."))),
                        ],
                        icon="link",
                        label=_("Link"),
                    ),
                )
            ]
        ),
        blank=True,
        verbose_name=_("links"),
        help_text=_("Where else readers find the author."),
    )

    panels = [
        FieldRowPanel([TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug")]),
        FieldPanel("role"),
        FieldPanel("portrait"),
        FieldPanel("biography"),
        FieldPanel("links"),
    ]
    search_fields = [index.SearchField("name", boost=2), index.AutocompleteField("name"), index.SearchField("biography")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    def save(self, *args, **kwargs):
        clean_text_fields(self)
        super().save(*args, **kwargs)


class Topic(index.Indexed, models.Model):
    """What articles are about, across sections. Public as soon as a live article has it."""

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("Short, as readers would look for it."))
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("The last part of the address of the topic's page.")
    )
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("What articles on this topic are about, in a sentence.")
    )

    panels = [FieldRowPanel([TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug")]), FieldPanel("description")]
    search_fields = [index.SearchField("name", boost=2), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    def save(self, *args, **kwargs):
        clean_text_fields(self)
        super().save(*args, **kwargs)


class Series(index.Indexed, models.Model):
    """Articles that continue one another, in order. Readers get from part to part."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("As it stands above each part."))

    panels = [FieldPanel("name")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        clean_text_fields(self)
        super().save(*args, **kwargs)


class ArticleIndexPage(BasePage):
    """A section: a name, a line about it, and its articles."""

    introduction = models.CharField(
        _("introduction"), max_length=300, blank=True, help_text=_("What the section is about, in a sentence or two.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.ArticlePage"]
    page_description = _("Holds the articles of one subject and lists them, newest first.")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    @property
    def description(self) -> str:
        return self.search_description or self.introduction

    def metadata(self, request):
        return section_metadata(self, request)

    def public_pages(self) -> PageQuerySet:
        """Its articles that any reader may open."""
        # child_of's LIKE would have SQLite look at every page of the site.
        below = self._get_children_path_interval(self.path)
        return Page.objects.type(ArticlePage).filter(path__range=below, depth=self.depth + 1).live().public()

    def published_articles(self) -> ArticleQuerySet:
        return ArticlePage.objects.newest(self.public_pages())

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        pages = self.public_pages()
        count = kept(request, f"section-{self.pk}-count", pages.count)
        context["articles"] = page_of_articles(ArticlePage.objects.newest(pages), count, request, known=[self])
        return context


class ArticlePage(BasePage):
    """An article: who wrote it, what it is about, and its body of blocks."""

    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        max_length=400,
        help_text=_("What the article says, in one to three sentences. Stands below the title, in lists and in search results."),
    )
    hero_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("main picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Stands at the top of the article and on its card in lists."),
    )
    hero_alt_text = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, for those who can’t see it. Leave empty to use the image’s own description."),
    )
    hero_caption = RichTextField(
        _("caption"), blank=True, features=INLINE_FEATURES, help_text=_("What readers should know about the picture.")
    )
    hero_credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it. Leave empty to use the credit of the image itself.")
    )
    body = StreamField(ArticleBody(), verbose_name=_("body"), help_text=_("Click + to add text, a quote, a picture, a video …"))
    notes = StreamField(
        ArticleNotes(),
        blank=True,
        verbose_name=_("corrections and updates"),
        help_text=_("What was wrong or has changed since publication. Readers see it with its date."),
    )
    series = models.ForeignKey(
        Series, verbose_name=_("series"), null=True, blank=True, on_delete=models.SET_NULL, related_name="articles"
    )
    series_part = models.PositiveSmallIntegerField(
        _("part"), null=True, blank=True, help_text=_("Its place in the series: 1, 2, 3 … Without one, the date decides.")
    )
    published_at = models.DateTimeField(
        _("first published"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The date that readers see. Leave empty: it is then set when the article goes live."),
    )

    objects = PageManager.from_queryset(ArticleQuerySet)()

    # Left empty by the editor, `save` fills it: no change of the article, says its history.
    FILLED_FROM = {"published_at": "first_published_at"}

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        MultipleChooserPanel("article_authors", chooser_field_name="author", label=_("Author"), heading=_("Authors")),
        MultiFieldPanel(
            [FieldPanel("hero_image"), FieldPanel("hero_alt_text"), FieldPanel("hero_caption"), FieldPanel("hero_credit")],
            heading=_("Main picture"),
        ),
        FieldPanel("body"),
        FieldPanel("notes"),
        MultipleChooserPanel("article_topics", chooser_field_name="topic", label=_("Topic"), heading=_("Topics")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("series"), FieldPanel("series_part")])], heading=_("Series")),
    ]
    promote_panels = [*BasePage.promote_panels, FieldPanel("published_at")]
    search_fields = [*BasePage.search_fields, index.SearchField("standfirst"), index.SearchField("body")]
    parent_page_types = ["articles.ArticleIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A story with a byline, a date and a body of text, pictures, quotes, videos …")

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def clean(self):
        super().clean()
        if self.published_at and not EARLIEST <= self.published_at <= timezone.now():
            raise ValidationError(
                {"published_at": _("Give a day that has been. To publish later, set a schedule in the Status panel.")}
            )

    def save(self, *args, **kwargs):
        if self.live and not self.published_at:
            self.published_at = self.first_published_at
        super().save(*args, **kwargs)

    def serve(self, request, *args, **kwargs):
        if asks_for_markdown(request):
            return markdown_response(self, request)
        response = super().serve(request, *args, **kwargs)
        patch_vary_headers(response, ["Accept"])
        return response

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        place = place_in_series(self)
        related = related_articles(self, [place.previous, place.next] if place else [])
        attach_authors([*related, *([] if self.article_authors.is_deferring else [self])])
        self.gather_pictures(related)
        return context | {"series_place": place, "related": related}

    def metadata(self, request):
        return article_metadata(self, request)

    def gather_pictures(self, related: list["ArticlePage"]) -> None:
        """Load every picture of the page, wherever in it, at once."""
        owners = [*((one, "hero_image") for one in [self, *related]), *((author, "portrait") for author in self.authors)]
        inside = chosen_images(self.body.stream_block, self.body.raw_data)
        with SiteImage.objects.loaded([*(getattr(owner, f"{field}_id") for owner, field in owners), *inside]) as pictures:
            list(self.body)  # blocks fetch theirs now
        for owner, field in owners:
            if picture := pictures.get(getattr(owner, f"{field}_id")):
                setattr(owner, field, picture)

    @cached_property
    def section(self) -> Page | None:
        return self.get_parent()

    @cached_property
    def authors(self) -> list[Author]:
        if not self.pk or self.article_authors.is_deferring:
            return [row.author for row in self.article_authors.all()]
        attach_authors([self])
        return self.authors

    @cached_property
    def topics(self) -> list[Topic]:
        if not self.pk or self.article_topics.is_deferring:
            return [row.topic for row in self.article_topics.all()]
        return topics_of(articles=[self.pk])

    @property
    def date(self) -> datetime | None:
        """When readers are told that it was published; None for what never was."""
        return self.published_at or self.first_published_at

    @property
    def updated_at(self) -> datetime | None:
        """When it last changed for readers, if that was noticeably after its first publication."""
        first, last = self.first_published_at, self.last_published_at
        return last if first and last and last - first > UPDATE_GRACE else None

    @property
    def description(self) -> str:
        return self.search_description or self.standfirst

    @property
    def hero_alt(self) -> str:
        return self.hero_alt_text or (self.hero_image.default_alt_text if self.hero_image else "")

    @property
    def hero_credit_line(self) -> str:
        return self.hero_credit or (self.hero_image.credit if self.hero_image else "")

    @cached_property
    def word_count(self) -> int:
        """Kept under the text itself: finding the words takes longer than all else that an article says of itself."""
        text = json.dumps([*self.body.raw_data], cls=DjangoJSONEncoder)
        return cache.get_or_set(f"words-{sha256(text.encode()).hexdigest()}", self.count_words, WORDS_KEPT)

    def count_words(self) -> int:
        return len(re.findall(r"\w+", strip_tags(" ".join(self.body.stream_block.get_searchable_content(self.body)))))

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(self.word_count / WORDS_PER_MINUTE))

    @property
    def summary(self) -> str:
        """Two lines for a card, also where nobody wrote a standfirst."""
        return Truncator(self.description).words(40)


class ArticleAuthor(Orderable):
    """One name of a byline, in its place."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_authors")
    # Deleting an author whom an article names is refused: a byline must not lose a name in silence.
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="author_articles")

    panels = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="one_byline_per_author")]


class ArticleTopic(Orderable):
    """One topic of an article."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="topic_articles")

    panels = [FieldPanel("topic")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="one_row_per_topic")]
