"""The home page, and standard pages such as About."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from articles.blocks import ArticleBody
from articles.models import ArticleIndexPage, ArticlePage
from articles.querysets import ArticleQuerySet, cards, section_path
from pages.models import BasePage, is_public_now

from .blocks import HomeBody

LATEST = 6
PER_SECTION = 3


@dataclass(frozen=True)
class Shelf:
    """A section of the home page with the articles that stand in it."""

    section: Page
    articles: list[ArticlePage]


class HomePage(BasePage):
    """What readers see first: a lead, the latest, and a shelf for each section."""

    lead = models.ForeignKey(
        "articles.ArticlePage",
        verbose_name=_("lead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The article at the top. While there is none, or it is not public, the newest one leads."),
    )
    body = StreamField(
        HomeBody(),
        blank=True,
        verbose_name=_("sections"),
        help_text=_("Which sections stand on the home page, in which order. While there are none, all of them do."),
    )

    content_panels = [*BasePage.content_panels, PageChooserPanel("lead"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["articles.ArticleIndexPage", "home.StandardPage"]
    page_description = _("The first page of the publication.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def shelf_plan(self) -> list[tuple[Page, int]]:
        """The sections to show and how many articles of each: as the editor chose, else all of them."""
        chosen = [(block.value["section"], block.value["count"]) for block in self.body]
        chosen = [(section, count) for section, count in chosen if section and is_public_now(section)]
        # A restricted section needs no exception: none of its articles is public, so it has no shelf.
        return chosen or [(section, PER_SECTION) for section in ArticleIndexPage.objects.child_of(self).live()]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        plan = self.shelf_plan()
        lead, latest, shelves = self.choose(plan)
        wanted = {lead, *latest, *(pk for pks in shelves for pk in pks)}
        shown = cards(ArticlePage.objects.filter(pk__in=wanted), known=[section for section, _count in plan])
        articles = {article.pk: article for article in shown}
        context["lead"] = articles.get(lead)
        context["latest"] = [articles[pk] for pk in latest]
        filled = zip((section for section, _count in plan), shelves, strict=True)
        context["shelves"] = [Shelf(section, [articles[pk] for pk in pks]) for section, pks in filled if pks]
        return context

    def choose(self, plan: list[tuple[Page, int]]) -> tuple[int | None, list[int], list[list[int]]]:
        """Which articles stand where, by id: the lead, the latest, and one list for each section of the plan.

        One light query finds every candidate; no article stands twice.
        """
        pages = Page.objects.descendant_of(self).live().public()
        above = LATEST + 1
        parts = [ArticlePage.objects.newest(pages)[:above]]
        parts += [ArticlePage.objects.newest(pages.child_of(section))[: above + 1 + count] for section, count in plan]
        # SQLite wants the LIMIT a level below a UNION's parts.
        wanted = [ids(ArticlePage.objects.filter(pk__in=part.values("pk"))) for part in parts]
        wanted = ids(ArticlePage.objects.filter(pk=self.lead_id)).union(*wanted)
        candidates = list(ArticlePage.objects.newest(pages).filter(pk__in=wanted).values_list("pk", "path"))
        newest = [pk for pk, _path in candidates]
        lead = self.lead_id if self.lead_id in newest else next(iter(newest), None)
        latest = [pk for pk in newest if pk != lead][:LATEST]
        shown = {lead, *latest}
        rest = [(pk, section_path(path)) for pk, path in candidates if pk not in shown]
        shelves = [[pk for pk, path in rest if path == section.path][:count] for section, count in plan]
        return lead, latest, shelves


def ids(articles: ArticleQuerySet) -> ArticleQuerySet:
    """As a part of a UNION, which has no order of its own."""
    return articles.order_by().values("pk")


class StandardPage(BasePage):
    """About, Imprint and the like."""

    introduction = models.CharField(
        _("introduction"), max_length=300, blank=True, help_text=_("A sentence below the title. Optional.")
    )
    body = StreamField(ArticleBody(), verbose_name=_("body"), help_text=_("Click + to add text, a list, a picture …"))

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = _("A page that stands for itself, such as About or Imprint.")

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    @property
    def description(self) -> str:
        return self.search_description or self.introduction
