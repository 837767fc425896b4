"""What every page has. No tables here: BasePage is abstract."""

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageViewRestriction

from .metadata import Metadata, page_metadata
from .text import clean_text_fields

# First parts of an address that belong to the site itself: a page there would never be seen.
RESERVED_SLUGS = frozenset(
    [
        *("admin", "archive", "authors", "documents", "feeds", "healthz", "media", "oembed"),
        *("preview", "readyz", "search", "share", "sitemap", "static", "topics"),
    ]
)


class BasePage(Page):
    """The ground of every page model."""

    share_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("share picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown where the page is shared. Leave empty: one is drawn with the title."),
    )

    # Set while an address is resolved, where the rows on the way to the page are read anyway. False: not known.
    is_open_to_all = False

    promote_panels = [*Page.promote_panels, FieldPanel("share_image")]

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        clean_text_fields(self)
        super().clean_fields(exclude=exclude)

    def clean(self):
        super().clean()
        if self.depth == 3 or (self.depth is None and self._parent_depth() == 2):
            self._check_slug_is_free_for_pages()

    def get_view_restrictions(self):
        """As Wagtail's, in one query instead of two: the restrictions of this page and of all above it.

        An alias is as restricted as its source, and has no restriction of its own.
        """
        if self.is_open_to_all:
            return PageViewRestriction.objects.none()
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        own = models.Q(page__path__in=paths, page__alias_of=None)
        return PageViewRestriction.objects.filter(own | models.Q(page__aliases__path__in=paths)).distinct()

    def _parent_depth(self) -> int | None:
        parent = getattr(self, "_parent_page", None)
        return parent.depth if parent else None

    def _check_slug_is_free_for_pages(self) -> None:
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": _("“%(slug)s” is an address of the site itself. Choose another one.") % {"slug": self.slug}}
            )

    def save(self, *args, **kwargs):
        clean_text_fields(self)
        super().save(*args, **kwargs)

    def metadata(self, request: HttpRequest) -> Metadata:
        """What search engines and cards see of the page."""
        return page_metadata(self, request)

    @property
    def description(self) -> str:
        """One plain sentence or two about the page, for search engines and cards."""
        return self.search_description
