"""What machines read in a page: its head, as objects."""

import json

from bs4 import BeautifulSoup
from django.http import HttpResponse


def soup(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def tags(response: HttpResponse) -> dict[str, str | list[str]]:
    """The meta elements by name or property; a list where one stands several times."""
    found: dict = {}
    for tag in soup(response).find_all("meta"):
        name = tag.get("name") or tag.get("property")
        if name:
            found.setdefault(name, []).append(tag["content"])
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def links(response: HttpResponse, relation: str) -> list[dict[str, str]]:
    """The link elements of one relation, as attributes."""
    return [dict(tag.attrs) for tag in soup(response).find_all("link") if relation in tag.get("rel", [])]


def canonical(response: HttpResponse) -> str:
    (link,) = links(response, "canonical")
    return link["href"]


def structured_data(response: HttpResponse) -> dict[str, dict]:
    """The schema.org nodes by type; there is one of each."""
    (script,) = soup(response).find_all("script", type="application/ld+json")
    data = json.loads(script.string)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}
