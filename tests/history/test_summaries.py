"""What changed between two stored versions, in words."""

import pytest

from history.summaries import summaries
from tests.builders import article

pytestmark = pytest.mark.django_db


def test_a_day_that_the_site_filled_in_is_no_change(section):
    """Readers see the first publication's day where the editor gave none: some stored versions say it, others leave it empty."""
    page = article(section)
    given = page.save_revision()
    given.content["first_published_at"] = None  # written before the first publication, with the day that it then had
    given.save()
    page.published_at = None
    empty = page.save_revision()
    assert given.content["published_at"]
    pair = (f"r{given.pk}", f"r{empty.pk}")
    assert summaries(page, [pair]) == {pair: "nothing changed"}
