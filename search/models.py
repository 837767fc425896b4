"""The index: one row a page, in the same database and transaction as the page itself."""

from collections.abc import Sequence

from django.db import models
from wagtail.models import Page

from .words import Query, words

# PostgreSQL's limits: it refuses a larger tsvector, and counts to the last position only (phrases end there).
LARGEST_VECTOR = 1_000_000  # bytes
LAST_POSITION = 16_383
POSITIONS = 255  # of one word


class WordsField(models.Field):
    """Words to be found by `__matches=Query`: a tsvector on PostgreSQL, on SQLite a text that an FTS5 table indexes."""

    def db_type(self, connection) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value, compiler, connection) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value: Sequence[str] | str, connection, prepared=False) -> str:
        if isinstance(value, str):
            return value
        return vector(value) if connection.vendor == "postgresql" else " ".join(value)


def vector(found: Sequence[str]) -> str:
    """The words as PostgreSQL writes a tsvector. Words have letters and digits only, so nothing needs escaping."""
    places: dict[str, list[str]] = {}
    size = 0
    for position, word in enumerate(found, 1):
        size += 4 if word in places else len(word.encode()) + 8
        if size > LARGEST_VECTOR:
            break
        places.setdefault(word, []).append(str(min(position, LAST_POSITION)))
    return " ".join(f"'{word}':{','.join(positions[:POSITIONS])}" for word, positions in places.items())


@WordsField.register_lookup
class Matches(models.Lookup):
    lookup_name = "matches"
    prepare_rhs = False
    rhs: Query

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        phrases = (" <-> ".join(f"'{word}'" for word in p.words) + ":*" * p.unfinished for p in self.rhs.phrases)
        return f"{column} @@ %s::tsquery", [*params, " & ".join(f"({phrase})" for phrase in phrases)]

    def as_sqlite(self, compiler, connection):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        phrases = (f'"{" ".join(p.words)}"' + "*" * p.unfinished for p in self.rhs.phrases)
        match = f"{{{self.lhs.target.column}}} : ({' AND '.join(phrases)})"
        found = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
        return f"{table}.page_id IN ({found})", [match]


class Entry(models.Model):
    """What a live page says. Whether a reader may open it is asked at each search: moving it writes nothing here."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    date = models.DateTimeField(null=True, db_index=True)  # None for what is no article
    year = models.PositiveSmallIntegerField(null=True, db_index=True)
    title = models.TextField()
    lead = models.TextField()
    authors = models.TextField()
    topics = models.TextField()
    body = models.TextField()
    # The same as words, each including the one before it.
    in_title = WordsField()
    in_head = WordsField()
    in_text = WordsField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def fill_words(self) -> None:
        """Make the words anew from the texts."""
        self.in_title = split(self.title)
        self.in_head = [*self.in_title, *split(self.lead), *split(self.authors), *split(self.topics)]
        self.in_text = [*self.in_head, *split(self.body)]


def split(text: str) -> list[str]:
    return [word.folded for word in words(text)]
