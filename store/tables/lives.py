"""Where a database has lived: a copy that comes to life again must not repeat what was done since."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from store.tables.base import at, json_object, own_id, table


class Life(SQLModel, table=True):
    """The database was made, or restored from a copy. The newest row is the life that counts."""

    id: int | None = own_id()
    #: The server and database it lives in, where that can be told: PostgreSQL.
    place: str = ""
    began_at: datetime = at()
    #: The last words the copy had kept; what was said after them must be heard again.
    since: datetime | None = at(null=True)
    heard_at: datetime | None = at(null=True)
    released_at: datetime | None = at(null=True)
    #: Numbers up to this one may have been given out after the copy was made.
    above: int = Field(default=0, sa_type=BigInteger)
    #: How much was put to rest, by kind.
    rested: dict[str, Any] = json_object()


life = table(Life)
