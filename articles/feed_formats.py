"""The three feed formats. Django's generators write RSS and Atom; full text and several authors are added here."""

import json
from typing import TextIO
from xml.sax.saxutils import XMLGenerator

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date


class Rss(Rss201rev2Feed):
    name = "RSS"

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler: XMLGenerator, item: dict) -> None:
        super().add_item_elements(handler, item)
        for name, _address in item["authors"]:  # RSS's own author element wants an e-mail address
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["html"])


class Atom(Atom1Feed):
    name = "Atom"

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler: XMLGenerator, item: dict) -> None:
        super().add_item_elements(handler, item)
        for name, address in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", address)
            handler.endElement("author")
        handler.addQuickElement("content", item["html"], {"type": "html"})


class JsonFeed(SyndicationFeed):
    """https://www.jsonfeed.org/version/1.1/"""

    name = "JSON"
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: TextIO, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [self.item(item) for item in self.items],
        }
        json.dump(feed, outfile, ensure_ascii=False)

    def item(self, item: dict) -> dict:
        values = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "content_html": item["html"],
            "image": item["enclosures"][0].url if item["enclosures"] else None,
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": name, "url": address} for name, address in item["authors"]],
            "tags": item["categories"],
        }
        return {key: value for key, value in values.items() if value}


FORMATS = {"rss.xml": Rss, "atom.xml": Atom, "feed.json": JsonFeed}


class FeedNameConverter:
    """The last part of a feed's address."""

    regex = "|".join(name.replace(".", r"\.") for name in FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
