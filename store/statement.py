"""Statements that run at every turn: built once, compiled once a dialect, run on the driver's own cursor.

Building a small statement and going all the way through SQLAlchemy costs twenty times what SQLite needs to run it.
Types, dialects and locks are SQLAlchemy's all the same; only the way from a compiled statement to a row is shorter.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Executable,
    FromClause,
    Select,
    Table,
    bindparam,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from store.connection import Connection

#: Builds a statement that knows ON CONFLICT, from the INSERT of a dialect.
Build = Callable[[Callable[[Table], Any]], Any]
_Convert = Callable[[Any], Any]


class Statement:
    """A statement with named parameters; `later` queues it, the others run it and return rows.

    With `parts` a row is a tuple of one row a table, None where an outer join found nothing.
    """

    def __init__(self, statement: Executable | Build, *parts: FromClause) -> None:
        self._statement = statement
        self._parts = parts
        self._ready: dict[str, Ready] = {}

    def ready(self, dialect: Dialect) -> "Ready":
        """Return it as this dialect runs it."""
        found = self._ready.get(dialect.name)
        if found is None:
            built = self._built(dialect.name)
            found = self._ready[dialect.name] = Ready(built, dialect, self._parts)
        return found

    def _built(self, dialect: str) -> Any:
        if isinstance(self._statement, Executable):
            return self._statement
        return self._statement(sqlite.insert if dialect == "sqlite" else postgresql.insert)

    def all(self, c: "Connection", **values: Any) -> list[Any]:
        """Return every row."""
        ready = self.ready(c.dialect)
        return [ready.row(raw) for raw in c.fetch(c.ask(ready, values).fetchall)]

    def first(self, c: "Connection", **values: Any) -> Any:
        """Return the first row, or None."""
        ready = self.ready(c.dialect)
        raw = c.fetch(c.ask(ready, values).fetchone)
        return None if raw is None else ready.row(raw)

    def value(self, c: "Connection", **values: Any) -> Any:
        """Return the first column of the first row, or None."""
        row = self.first(c, **values)
        return None if row is None else row[0]

    def now(self, c: "Connection", **values: Any) -> None:
        """Run it; nothing comes back."""
        c.ask(self.ready(c.dialect), values)

    def later(self, c: "Connection", **values: Any) -> None:
        """Run it at the end of the transaction, or before anything that might look."""
        c.later(self.ready(c.dialect), values)


#: Stands where a value must be given; no driver takes it.
MISSING = object()


class Ready:
    """A statement as one dialect runs it: its text, and what becomes of values on the way in and out."""

    def __init__(self, statement: Any, dialect: Dialect, parts: Sequence[FromClause]) -> None:
        compiled = statement.compile(dialect=_positional(dialect.name))
        self.text = str(compiled)
        self._places = [
            _place(compiled.binds[name], name, dialect) for name in compiled.positiontup
        ]
        self.row = _reader(list(statement.exported_columns), dialect, parts)

    def parameters(self, values: dict[str, Any]) -> list[Any]:
        """Return what the driver takes for these values, in their order."""
        return [
            convert(values.get(name, default)) if convert else values.get(name, default)
            for name, default, convert in self._places
        ]


#: A parameter: its name, what it is when it is not given, and how the driver takes it.
_Place = tuple[str, Any, _Convert | None]


def _place(bind: Any, name: str, dialect: Dialect) -> _Place:
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return name, MISSING if bind.required else bind.value, convert


@cache
def _positional(dialect: str) -> Dialect:
    """Return the dialect with parameters by place: drivers are faster with these than with names."""
    if dialect == "sqlite":
        return sqlite.dialect(paramstyle="qmark")
    return postgresql.psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]


def _reader(
    columns: list[Any], dialect: Dialect, parts: Sequence[FromClause]
) -> Callable[[Sequence[Any]], Any]:
    """Return what makes a row of what the driver returns."""
    if not parts:
        return _whole(columns, dialect)
    cuts: list[tuple[slice, int, Callable[[Sequence[Any]], Any]]] = []
    start = 0
    for part in parts:
        width = len(part.c)
        own = slice(start, start + width)
        cuts.append((own, start, _whole(columns[own], dialect)))
        start += width

    def read(raw: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(None if raw[key] is None else row(raw[own]) for own, key, row in cuts)

    return read


def _whole(columns: list[Any], dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    names = [column.key for column in columns]
    make: Any = namedtuple("Row", names, rename=True)._make  # type: ignore[attr-defined] # noqa: PYI024
    converts = []
    for place, column in enumerate(columns):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if convert:
            converts.append((place, convert))

    def read(raw: Sequence[Any]) -> Any:
        values = list(raw)
        for place, convert in converts:
            values[place] = convert(values[place])
        return make(values)

    return read


def fixed(column: Any, *values: str) -> ColumnElement[bool]:
    """Compare with constants written into the statement: only then does a partial index on the same ones serve it."""
    literals: list[Any] = [literal_column(f"'{value}'") for value in values]
    same: ColumnElement[bool] = (
        column == literals[0] if len(literals) == 1 else column.in_(literals)
    )
    return same


def once(chosen: Select[Any]) -> Select[Any]:
    """Choose ids to change once and for all: PostgreSQL may run a plain subquery again, and lock the next ones then."""
    return select(chosen.cte("chosen").c.id)


def new_row(table: Table, insert: Callable[[Table], Any] = insert) -> Any:
    """Return an INSERT of one row with a parameter for each column; defaults need not be given."""
    columns = [column for column in table.columns if not column.primary_key]
    return insert(table).values({column.key: _parameter(column) for column in columns})


def _parameter(column: Any) -> Any:
    if column.default is not None and column.default.is_scalar:
        return bindparam(column.key, column.default.arg, type_=column.type)
    if column.nullable:
        return bindparam(column.key, None, type_=column.type)
    return bindparam(column.key, type_=column.type)


@cache
def change(table: Table, *columns: str) -> Statement:
    """Return the statement that sets these columns of the row with `row_id`."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return Statement(update(table).where(table.c.id == bindparam("row_id")).values(values))
