"""What tests of releases begin with."""

import pytest
from django.test import Client

from articles.models import ArticlePage
from staging.models import Release
from staging.releases import editing

from .previews import redraft
from .releases import newsroom


@pytest.fixture
def pages(db) -> list[ArticlePage]:
    return [redraft(page, title=f"{page.title}, mended") for page in newsroom()]


@pytest.fixture
def release(pages, editor) -> Release:
    return editing.create("Autumn", "For the lawyers.", editor, pages)


@pytest.fixture
def at_desk(client_of, editor) -> Client:
    return client_of(editor)
