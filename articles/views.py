"""Pages of authors and topics. They exist for readers while a public article names them, and are 404 otherwise."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from wagtail.models import Page
from wagtail.views import serve

from pages.kept import kept

from .models import ArticlePage, Author, Topic
from .moved import redirect_below
from .querysets import ArticleQuerySet, among, page_of_articles
from .structured_data import author_metadata, topic_metadata


def author_page(request: HttpRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    articles = articles_of(author, ArticlePage.objects.by(author), author.author_articles.all(), request)
    context = {"author": author, "articles": articles, "metadata": author_metadata(author, request)}
    return render(request, "articles/author.html", context)


def topic_page(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    articles = articles_of(topic, ArticlePage.objects.on(topic), topic.topic_articles.all(), request)
    context = {"topic": topic, "articles": articles, "metadata": topic_metadata(topic, request)}
    return render(request, "articles/topic.html", context)


def articles_of(named: Author | Topic, articles: ArticleQuerySet, rows: QuerySet, request: HttpRequest):
    """The numbered page of those that any reader may open; 404 without any. `rows` give them their articles: to be counted."""
    pages = Page.objects.live().public()
    count = kept(request, f"{named._meta.model_name}-{named.pk}-count", rows.filter(among(pages, "article")).count)
    if not count:
        raise Http404("No article any reader may open.")
    return page_of_articles(articles.newest(pages), count, request)


def article_markdown(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """The article at this address without .md, on the way on which pages go: a restricted one asks for the login."""
    path = f"{section}/{slug}/"
    found = Page.route_for_request(request, path)
    if not found:
        return redirect_below(request, f"/{section}/{slug}", ".md")
    if not isinstance(found.page, ArticlePage):
        raise Http404("Not an article.")
    request.is_markdown_address = True
    return serve(request, path)
