"""What several tests of approval need: a viewer who opens a link, and says yes or no."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client

from staging.links import NewLink
from staging.models import Approval

from .previews import link_to, path_of, root_of

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}


def asking(page, **options) -> NewLink:
    return link_to(page, asks_approval=True, label=options.pop("label", "Maria"), **options)


def way_to(client: Client, new: NewLink, path: str = "") -> str:
    """The address of the approval, as the banner of the page has it."""
    html = client.get(path or path_of(new), **BROWSER).content.decode()
    return unescape(re.search(rf'href="({root_of(new)}/~approval/[^"]*)"', html)[1])


def opened(client: Client, new: NewLink) -> str:
    """The page that asks, opened from the banner."""
    return client.get(way_to(client, new), **BROWSER).content.decode()


def digest_in(html: str) -> str:
    return re.search(r'name="digest" value="(\w+)"', html)[1]


def post(client: Client, new: NewLink, **said: str) -> HttpResponse:
    way = way_to(client, new)
    said.setdefault("digest", way.partition("?seen=")[2])
    return client.post(way.partition("?")[0], {"by": "Maria", "reason": "", **said}, **BROWSER)


def approve(client: Client, new: NewLink, **said: str) -> HttpResponse:
    return post(client, new, verdict="approve", **said)


def send_back(client: Client, new: NewLink, reason: str = "The third quote is not mine.", **said: str) -> HttpResponse:
    return post(client, new, verdict="send_back", reason=reason, **said)


def only() -> Approval:
    return Approval.objects.get()
