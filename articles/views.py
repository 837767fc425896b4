"""Pages of authors and topics. They exist for readers while a public article names them, and are 404 otherwise."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from .models import ArticlePage, Author, Topic, page_of_articles


def author_page(request: HttpRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(Author.objects.public().select_related("portrait"), slug=slug)
    articles = page_of_articles(ArticlePage.objects.published().by(author), request)
    return render(request, "articles/author.html", {"author": author, "articles": articles})


def topic_page(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.public(), slug=slug)
    articles = page_of_articles(ArticlePage.objects.published().on(topic), request)
    return render(request, "articles/topic.html", {"topic": topic, "articles": articles})
