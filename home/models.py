"""The home page, and standard pages such as About."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from articles.blocks import ArticleBody
from articles.models import ArticleIndexPage, ArticlePage, attach_sections
from pages.models import BasePage

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
        chosen = [(section, count) for section, count in chosen if section and section.live]
        if chosen:
            return chosen
        sections = ArticleIndexPage.objects.child_of(self).live().public()
        return [(section, PER_SECTION) for section in sections]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        published = ArticlePage.objects.descendant_of(self).published().as_cards()
        latest = list(published[: LATEST + 1])
        lead = published.filter(pk=self.lead_id).first() if self.lead_id else None
        lead = lead or (latest[0] if latest else None)
        context["lead"] = lead
        context["latest"] = [article for article in latest if article != lead][:LATEST]
        attach_sections([article for article in [lead, *context["latest"]] if article])
        context["shelves"] = self.shelves(published, shown={a.pk for a in [lead, *latest] if a})
        return context

    def shelves(self, published, shown: set[int]) -> list[Shelf]:
        """Each planned section with its newest articles that do not stand above already: one query for all."""
        plan = self.shelf_plan()
        wanted = models.Q(pk__in=[])
        for section, count in plan:
            newest = published.child_of(section).exclude(pk__in=shown)
            wanted |= models.Q(pk__in=newest.values("pk")[:count])
        articles = attach_sections(published.filter(wanted))
        shelves = [Shelf(section, [a for a in articles if a.section == section]) for section, _count in plan]
        return [shelf for shelf in shelves if shelf.articles]


class StandardPage(BasePage):
    """About, Imprint and the like."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True, help_text=_("A sentence below the title. Optional."))
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
