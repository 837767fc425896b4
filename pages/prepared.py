"""Questions to the database whose SQL Django writes once: that takes Python longer than the database needs to answer.

    named = Prepared(lambda slugs: Topic.objects.filter(slug__in=slugs))
    named(slugs=["ferries", "tides"])

The queryset is made of marks in the place of values. They come out among the parameters of its SQL as they went in, so a value
may be compared (=, <, IN), but not worked on (LIKE). Each length of a list is a question of its own.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import BaseIterable, ModelIterable
from django.db.models.sql.compiler import SQLCompiler

Value = int | str
Place = tuple[str, int | None]  # a value's name; its index if it is one of a list
MOST = 50  # questions of one kind that are kept: anybody may ask for addresses of any length
HIGHEST = 2**31 - 1  # what every column of whole numbers takes; marks are counted down from it


@dataclass(frozen=True)
class Question:
    """`places`: which parameters are values, by position. `kind`: how Django makes of rows what it gives, and `converters`
    of a column what a field gives: found once, as the SQL."""

    model: type[Model]
    kind: type[BaseIterable]
    compiler: SQLCompiler
    sql: str
    params: tuple
    places: dict[int, Place]
    converters: dict[int, tuple]

    def ask(self, values: dict[str, Value | Sequence[Value]]) -> list:
        params = [*self.params]
        for position, (name, index) in self.places.items():
            params[position] = values[name] if index is None else values[name][index]
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        compiler.as_sql = lambda *_args, **_options: (self.sql, params)
        compiler.get_converters = lambda _columns: self.converters
        if not issubclass(self.kind, ModelIterable):
            return [*compiler.results_iter(tuple_expected=True)]
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked = SimpleNamespace(db=DEFAULT_DB_ALIAS, model=self.model, query=query, _known_related_objects={})
        return [*ModelIterable(asked)]


class Prepared:
    """`build(**values)` gives a queryset of models (with select_related, but no prefetch_related) or a values_list."""

    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self.questions: dict[tuple, Question] = {}

    def __call__(self, **values: Value | Sequence[Value]) -> list:
        """The models or tuples; none for an empty list of values. Raises ValueError for a value that is worked on."""
        shape = tuple(None if isinstance(value, Value) else len(value) for value in values.values())
        if 0 in shape:
            return []
        question = self.questions.get(shape)
        if question is None:
            if len(self.questions) >= MOST:
                self.questions.clear()
            question = self.questions[shape] = self.prepare(values)
        return question.ask(values)

    def prepare(self, values: dict[str, Value | Sequence[Value]]) -> Question:
        marks: dict[Value, Place] = {}

        def mark(value: Value, name: str, index: int | None = None) -> Value:
            number = HIGHEST - len(marks)
            made = number if isinstance(value, int) else f"\ue000{number}"  # a character for private use
            marks[made] = (name, index)
            return made

        marked = {
            name: mark(value, name) if isinstance(value, Value) else [mark(one, name, index) for index, one in enumerate(value)]
            for name, value in values.items()
        }
        queryset = self.build(**marked)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = {position: marks[param] for position, param in enumerate(params) if param in marks}
        if {*places.values()} != {*marks.values()}:
            raise ValueError(f"Not every value is a parameter as it is: {sql}")
        converters = compiler.get_converters([column for column, *_sql in compiler.select[: compiler.col_count]])
        return Question(queryset.model, queryset._iterable_class, compiler, sql, params, places, converters)
