"""One page of every kind that a reader can meet, for the tests that hold all of them to the same rules."""

from django.template.loader import render_to_string
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from articles.blocks import ArticleBody
from articles.querysets import ARTICLES_PER_PAGE

from .builders import article, author, image, section_page, standard_page, topic

LONG_WORD = "Hafenmeisterstellvertreteramtszimmerschluesselbrettbeleuchtungsbeauftragtenbuero"
NEEDS_NO_DATABASE = ("400.html", "500.html", "form_too_large.html")


def every_block() -> list[tuple[str, object]]:
    """Each kind of block with what its own preview shows, in an order with real pictures and files."""
    picture, file = image().pk, get_document_model().objects.create(title="Log", file="log.pdf", file_size=1000).pk
    shown = {"image": picture, "alt_text": "A low sun", "decorative": False}
    own = {
        "divider": None,
        "figure": {"image": shown, "caption": "<p>At <i>dawn</i>.</p>", "credit": "M. L.", "width": "full"},
        "gallery": {"heading": "The quay", "items": [{"image": shown, "caption": "<p>One</p>"}, {"image": shown}]},
        "audio": {"file": file, "title": "Gulls", "transcript_url": "https://example.org/gulls"},
        "document": {"document": file, "title": "", "description": "All of it."},
    }
    blocks = ArticleBody().child_blocks
    parts = [
        (name, own[name] if name in own else block.get_prep_value(block.get_preview_value())) for name, block in blocks.items()
    ]
    headings = [("heading", {"text": f"Part {number}", "level": "2"}) for number in range(3)]
    note = ("paragraph", "<p>It was told<footnote>By <i>the pilot</i>.</footnote> twice.</p>")
    return [*parts, note, *headings]


def every_kind() -> dict[str, str]:
    """Builds the site; the paths of its pages by what they are."""
    section = section_page(show_in_menus=True)
    people, subjects = (author(portrait=image()), author("Ines Aguilar", slug="ines")), (topic(),)
    full = article(section, title="Everything", body=every_block(), authors=people, topics=subjects, hero_image=image())
    bare = article(section, title=LONG_WORD, slug="bare", standfirst="", body=[])
    for number in range(ARTICLES_PER_PAGE - 1):
        article(section, title=f"Tide {number}", authors=people[:1], topics=subjects)
    article(section, title="Withdrawn").unpublish()
    closed = article(section, title="Closed")
    PageViewRestriction.objects.create(page=closed, restriction_type="password", password="tide")
    standard = standard_page()
    year, month = full.date.strftime("%Y"), full.date.strftime("%m")
    return {
        "home": "/",
        "section": section.url,
        "section, page 2": f"{section.url}?page=2",
        "article with every block": full.url,
        "article with little": bare.url,
        "author": "/authors/mara-lindqvist/",
        "topic": "/topics/ferries/",
        "standard page": standard.url,
        "archive": "/archive/",
        "archive of a year": f"/archive/{year}/",
        "archive of a month": f"/archive/{year}/{month}/",
        "search": "/search/",
        "search with results": "/search/?q=tide",
        "search without results": "/search/?q=zeppelin",
        "404": "/nothing/",
        "410": "/harbours/withdrawn/",
        "password": closed.url,
    }


def plain_pages() -> dict[str, str]:
    """The pages that stand when nothing else does, as HTML by their template's name."""
    context = {"field_limit": 1000, "megabyte_limit": 25}
    return {name: render_to_string(name, context) for name in NEEDS_NO_DATABASE}
