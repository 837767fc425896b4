"""What an editor sets once for the whole publication: its name, logo, navigation and footer."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page, Site

from images.layouts import files_of
from images.models import attach_files
from pages.kept import kept, site_of
from pages.metadata import Metadata, Picture
from pages.text import SafeStreamBlock, clean_text_fields

from . import drawing, share


class LinkBlock(blocks.StructBlock):
    """A link to one of our pages or to another address."""

    page = blocks.PageChooserBlock(required=False, help_text=_("One of our pages. It is left out while it is not published."))
    address = blocks.URLBlock(required=False, help_text=_("Or an address elsewhere, like https://example.org."))
    label = blocks.CharBlock(required=False, max_length=60, help_text=_("What readers see. Leave empty to use the page's title."))

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value):
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        page, address = value.get("page"), value.get("address")
        if bool(page) == bool(address):
            message = ValidationError(_("Choose a page or give an address, one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"page": message})
        if address and not value.get("label"):
            message = ValidationError(_("Say what readers see: an address needs a label."))
            raise blocks.StructBlockValidationError(block_errors={"label": message})
        return value


class Links(SafeStreamBlock):
    link = LinkBlock()


@register_setting(icon="site")
class Publication(BaseSiteSetting):
    """The publication's own facts, one row a site."""

    select_related = ["logo"]

    name = models.CharField(
        _("name"), max_length=80, default="Galley", help_text=_("The publication's name, as readers know it.")
    )
    tagline = models.CharField(_("tagline"), max_length=120, blank=True, help_text=_("A few words that stand beside the name."))
    description = models.TextField(
        _("description"),
        blank=True,
        max_length=300,
        help_text=_("What it is about, in one or two sentences. Search engines and feeds show it."),
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A square picture, at least 512 pixels wide. Without one, the name stands alone."),
    )
    navigation = StreamField(
        Links(),
        blank=True,
        verbose_name=_("navigation"),
        help_text=_("The links at the top of every page. While there are none, the pages marked “Show in menus” stand there."),
    )
    footer_links = StreamField(
        Links(), blank=True, verbose_name=_("footer links"), help_text=_("The links at the bottom of every page.")
    )
    footer_text = models.CharField(
        _("footer text"), max_length=255, blank=True, help_text=_("A last line, such as who publishes this and where.")
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline"), FieldPanel("description"), FieldPanel("logo")], heading=_("Publication")
        ),
        MultiFieldPanel([FieldPanel("navigation")], heading=_("Navigation")),
        MultiFieldPanel([FieldPanel("footer_links"), FieldPanel("footer_text")], heading=_("Footer")),
    ]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def for_request(cls, request: HttpRequest) -> "Publication":
        """As Wagtail's, with the files of the logo: the same for every page until the next change."""
        name = cls.get_cache_attr_name()
        if not hasattr(request, name):
            site = site_of(request)
            publication = kept(request, f"publication-{site and site.pk}", lambda: cls.to_show(site))
            publication._request = request
            setattr(request, name, publication)
        return getattr(request, name)

    @classmethod
    def to_show(cls, site: Site | None) -> "Publication":
        """Raises DoesNotExist without a site."""
        publication = cls.for_site(site)
        if logo := publication.logo:
            attach_files([logo])
            with suppress(SourceImageIOError):
                files_of(logo, "thumb")  # what is missing now, every page would look for
        return publication

    @cached_property
    def linked_pages(self) -> dict[int, Page]:
        """The published pages that the navigation and the footer link to, by id: one query for both."""
        values = [row["value"] for row in (*self.navigation.raw_data, *self.footer_links.raw_data)]
        return Page.objects.live().in_bulk({value["page"] for value in values if value.get("page")})

    def links(self, rows: blocks.StreamValue, request: HttpRequest) -> list[tuple[str, str]]:
        """Text and address of each link; one whose page is gone or not published has the address ''."""
        links = []
        for value in (row["value"] for row in rows.raw_data):
            page = self.linked_pages.get(value.get("page"))
            address = page.get_url(request) if page else value.get("address")
            links.append((value.get("label") or (page.title if page else ""), address or ""))
        return links

    def save(self, *args, **kwargs):
        clean_text_fields(self)
        super().save(*args, **kwargs)

    # --- What pages/metadata.py asks ---

    theme_colours = [("light", drawing.PAPER), ("dark", drawing.DARK_PAPER)]

    def share_picture(self, request: HttpRequest, page: Page | None, metadata: Metadata) -> Picture:
        """The drawn picture of a page that has none chosen; without a page, the publication's own."""
        return share.share_picture(self, page, metadata, request)
