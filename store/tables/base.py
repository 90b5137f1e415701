"""How columns are written here: ids, references, times, JSON, and values from a fixed set."""

from typing import Any, cast

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Integer, Table, text
from sqlmodel import Field, SQLModel

from store.instant import Instant

BigId = BigInteger().with_variant(Integer, "sqlite")


def own_id() -> Any:
    return Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))


def ref(target: str, *, null: bool = False) -> Any:
    return Field(default=None, foreign_key=target, sa_type=BigInteger, nullable=null)


def at(*, null: bool = False) -> Any:
    return Field(default=None, sa_type=Instant, nullable=null)


def json_object() -> Any:
    return Field(default_factory=dict, sa_type=JSON, nullable=False)


def json_list() -> Any:
    return Field(default_factory=list, sa_type=JSON, nullable=False)


def one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"ck_{column}")


def index_where(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Index only the rows that are still looked for, so that a poll costs the same whatever was kept."""
    condition = text(where)
    return Index(
        name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )


def table(model: type[SQLModel]) -> Table:
    """Return the table of a model, for statements."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]
