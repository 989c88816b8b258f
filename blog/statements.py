"""Statements that the ORM writes once, and that are then asked again and again with other values.

Writing a statement takes the ORM ten times as long as SQLite to answer it, and a page asks twenty. A
:class:`Statement` is written from the same ``QuerySet`` and its predicates, with a :class:`Given` wherever a
value differs from one time to the next.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Given(Expression):
    """A value that is known when the statement is asked; ``is_many``: a list, behind ``__in``."""

    def __init__(self, name: str, *, is_many: bool = False) -> None:
        super().__init__()
        self.name, self.is_many = name, is_many

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return ("(%s)" if self.is_many else "%s"), [self]


class FrozenMomentError(Exception):
    """A statement would ask about the moment at which it was written, for ever."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement in the SQL of one database: the text between its parameters, these, what reads its rows."""

    parts: list[str]
    parameters: Sequence[Any]
    converters: list[tuple[int, Any, Any]]
    select: Any
    of_model: Any


class Statement(Generic[M]):
    """``make`` returns the ``QuerySet``; it is called once for each kind of database."""

    def __init__(self, make: Callable[[], QuerySet[M, Any]]) -> None:
        self._make = make
        self._written: dict[str, _Written] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Return what the database answers, as ``values_list`` does; nothing where a given list is empty."""
        here, written = self._here()
        return _converted(_fetched(here, written, given), written.converters, here)

    def unread_rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """The same as the driver gives them: numbers and text are what they are, a moment is its own."""
        return _fetched(*self._here(), given)

    def stretch(self, *, offset: int, limit: int, **given: Any) -> list[tuple[Any, ...]]:
        """Return ``limit`` rows from ``offset`` on, as :meth:`unread_rows` does."""
        sql, parameters = self.sql(**given)
        return answer(f"{sql} LIMIT %s OFFSET %s", [*parameters, limit, offset])

    def objects(self, **given: Any) -> list[M]:
        """Return the instances that are found, as the ``QuerySet`` itself does."""
        rows = self.rows(**given)
        if not rows:
            return []
        here, written = self._here()
        model, fields = written.of_model["model"], written.of_model["select_fields"]
        first, end = fields[0], fields[-1] + 1
        names = [expression.target.attname for expression, _, _ in written.select[first:end]]
        related = get_related_populators(written.of_model, written.select, here.alias)  # type: ignore[call-arg]
        found = []
        for row in rows:
            made = _instance(model, here.alias, names, row[first:end])
            for populator in related:
                populator.populate(row, made)
            found.append(made)
        return found

    def first(self, **given: Any) -> M | None:
        return next(iter(self.objects(**given)), None)

    def sql(self, **given: Any) -> tuple[str, list[Any]]:
        """Return the statement and its parameters, for one that is put together of several."""
        return _filled(*self._here(), given)

    def _here(self) -> tuple[BaseDatabaseWrapper, _Written]:
        """The connection of this thread, which is looked up once: that alone is dear; and its statement."""
        here = connections[DEFAULT_DB_ALIAS]
        written = self._written.get(here.vendor)
        if written is None:
            written = self._written[here.vendor] = _write(self._make())
        return here, written


def _fetched(here: BaseDatabaseWrapper, written: _Written, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    if any(isinstance(value, list) and not value for value in given.values()):
        return []
    return _answered(here, *_filled(here, written, given))


def answer(text: str, parameters: Sequence[Any], *, first: str = "", last: str = "") -> list[tuple[Any, ...]]:
    """Return all rows of a reading statement, as the driver gives them.

    ``first`` and ``last`` are statements without parameters that are sent with it, for PostgreSQL only.
    """
    whole = "; ".join(part for part in (first, text, last) if part)
    return _answered(connections[DEFAULT_DB_ALIAS], whole, parameters, is_second=bool(first))


def _answered(
    here: BaseDatabaseWrapper, text: str, parameters: Sequence[Any], *, is_second: bool = False
) -> list[tuple[Any, ...]]:
    if here.queries_logged or here.execute_wrappers:
        with here.cursor() as cursor:
            cursor.execute(text, parameters)
            return _rows_of(cursor, is_second=is_second)
    # As Django's cursors do it, but for what takes as long as most answers: the cursors, and a look through
    # the text.
    here.validate_no_broken_transaction()
    here.close_if_health_check_failed()
    here.ensure_connection()
    asked = _for_sqlite(text) if here.vendor == "sqlite" else text
    with here.wrap_database_errors:
        return _rows_of(here.connection.execute(asked, parameters), is_second=is_second)


def _rows_of(cursor: Any, *, is_second: bool) -> list[tuple[Any, ...]]:
    if is_second:
        cursor.nextset()
    return cursor.fetchall()


def _for_sqlite(text: str) -> str:
    """Write the places of parameters, and percent signs, as SQLite's driver knows them."""
    return "%".join(part.replace("%s", "?") for part in text.split("%%"))


def _filled(here: BaseDatabaseWrapper, written: _Written, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
    adapted: list[Any] = []
    text = [written.parts[0]]
    for parameter, part in zip(written.parameters, written.parts[1:], strict=True):
        if isinstance(parameter, Given) and parameter.is_many:
            values = given[parameter.name]
            adapted += values
            text += (", ".join(["%s"] * len(values)), part)
        else:
            is_given = isinstance(parameter, Given)
            adapted.append(_adapted(given[parameter.name], here) if is_given else parameter)
            text += ("%s", part)
    return "".join(text), adapted


def _instance(model: type[M], alias: str, names: Sequence[str], values: Sequence[Any]) -> M:
    """Do what ``Model.from_db`` does, and not by its ``__init__``, which sets forty fields one by one.

    A column that wasn't asked for is read from the database as soon as somebody looks for it, as there.
    """
    made = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, alias
    made.__dict__.update(zip(names, values, strict=True), _state=state)
    return made


def _write(asked: QuerySet[Any, Any]) -> _Written:
    if any(isinstance(getattr(leaf, "rhs", None), datetime.date) for leaf in asked.query.where.leaves()):
        raise FrozenMomentError(asked.query)
    compiler = asked.query.get_compiler(connection=connection)
    text, parameters = compiler.as_sql()
    reads = compiler.get_converters([expression for expression, _, _ in compiler.select])
    converters = [
        (place, convert, expression) for place, (all_of, expression) in reads.items() for convert in all_of
    ]
    return _Written(text.split("%s"), parameters, converters, compiler.select, compiler.klass_info)


def _adapted(value: Any, here: BaseDatabaseWrapper) -> Any:
    """A moment, or a day, as the database knows it; numbers and text are the same everywhere."""
    if isinstance(value, datetime.datetime):
        return here.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return here.ops.adapt_datefield_value(value)
    return value


def _converted(
    rows: list[tuple[Any, ...]], converters: Sequence[tuple[int, Any, Any]], here: BaseDatabaseWrapper
) -> list[tuple[Any, ...]]:
    if not converters:
        return rows
    found = [list(row) for row in rows]
    for row in found:
        for place, convert, expression in converters:
            row[place] = convert(row[place], expression, here)
    return [tuple(row) for row in found]
