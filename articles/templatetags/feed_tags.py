"""`{% feed_links %}` in the head of a page: where its feeds are, and an article as Markdown, for programs that look for them."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from articles.feed_formats import FORMATS
from articles.models import ArticleIndexPage, ArticlePage, Author, Topic

register = template.Library()


@register.inclusion_tag("articles/feed_links.html", takes_context=True)
def feed_links(context: dict) -> dict:
    """The site's feeds, before them those of the section, topic or author that the page is about, and the article's text."""
    publication = context.get("publication")
    if not publication:  # an error page where there is no site
        return {}
    name = publication.name
    feeds = []
    for kind, slug, title in parts(context):
        feeds += links(f"{name}: {title}", f"{kind}_feed", slug=slug)
    return {"links": [*feeds, *links(name, "site_feed"), *texts(context.get("page"))]}


def parts(context: dict) -> list[tuple[str, str, str]]:
    """(kind, slug, title) of what the page is about, beside the site itself."""
    page, author, topic = context.get("page"), context.get("author"), context.get("topic")
    section = page.section if isinstance(page, ArticlePage) else page
    if isinstance(author, Author):
        return [("author", author.slug, author.name)]
    if isinstance(topic, Topic):
        return [("topic", topic.slug, topic.name)]
    return [("section", section.slug, section.title)] if isinstance(page, ArticlePage | ArticleIndexPage) else []


def links(title: str, view: str, **where: str) -> list[dict[str, str]]:
    return [
        {
            "title": f"{title} ({document.name})",
            "type": document.content_type.partition(";")[0],
            "href": reverse(view, kwargs={"name": name, **where}),
        }
        for name, document in FORMATS.items()
    ]


def texts(page: object) -> list[dict[str, str]]:
    if not isinstance(page, ArticlePage):
        return []
    href = reverse("article_markdown", args=[page.section.slug, page.slug])
    return [{"title": gettext("The text as Markdown"), "type": "text/markdown", "href": href}]
