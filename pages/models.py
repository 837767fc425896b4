"""What every page has. No tables here: BasePage is abstract."""

from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string
from wagtail.log_actions import LogContext, get_active_log_context
from wagtail.models import Page, PageViewRestriction

from .forms import PageForm
from .metadata import Metadata, page_metadata
from .reserved import complaint_about
from .text import clean_text_fields


def is_public_now(page: Page) -> bool:
    """Whether the page is published and not past its end, also while nobody runs the schedule that takes it away."""
    return page.live and not (page.expire_at and page.expire_at <= timezone.now())


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

    base_form_class = PageForm
    promote_panels = [*Page.promote_panels, FieldPanel("share_image")]

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        clean_text_fields(self)
        super().clean_fields(exclude=exclude)

    def clean(self):
        super().clean()
        if self.depth and (complaint := complaint_about(self.slug, self.get_parent())):
            raise ValidationError({"slug": complaint})

    def get_view_restrictions(self):
        """As Wagtail's, in one query instead of two: the restrictions of this page and of all above it.

        An alias is as restricted as its source, and has no restriction of its own.
        """
        if self.is_open_to_all:
            return PageViewRestriction.objects.none()
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        own = models.Q(page__path__in=paths, page__alias_of=None)
        return PageViewRestriction.objects.filter(own | models.Q(page__aliases__path__in=paths)).distinct()

    def publish(self, revision, user=None, **options):
        """As Wagtail's, whole or not at all, and in the publisher's name for whatever is noted on the way."""
        at_work = get_active_log_context()
        with transaction.atomic(), LogContext(user=user) if user and user != at_work.user else nullcontext():
            return super().publish(revision, user=user, **options)

    @transaction.atomic
    def unpublish(self, *args, **kwargs):
        return super().unpublish(*args, **kwargs)

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
