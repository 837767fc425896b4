"""The admin's search backend: Wagtail's for the database at hand, asked only what it can answer.

On SQLite an unbalanced quotation mark is a syntax error of the full-text index, which was a 500 in every list and chooser.
"""

from wagtail.search.backends import database


def answerable(query: object) -> object:
    """A typed query without the characters that no index has: quotation marks and NUL. Query objects stay as they are."""
    if not isinstance(query, str) or not query:
        return query
    # Not empty then either: Wagtail's lists do not expect that nothing is left.
    return query.replace('"', " ").replace("\x00", " ").strip() or "-"


def SearchBackend(params: dict):  # noqa: N802 - the name by which Wagtail asks for a backend
    backend = database.SearchBackend(params)
    search = backend._search

    def search_answerable(compiler, query, *args, **options):
        return search(compiler, answerable(query), *args, **options)

    backend._search = search_answerable
    return backend
