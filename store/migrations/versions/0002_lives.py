"""Lives: when the database was made, and when it was restored from a copy."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "life",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger),
        sa.Column("heard_at", sa.BigInteger),
        sa.Column("released_at", sa.BigInteger),
        sa.Column("above", sa.BigInteger, nullable=False),
        sa.Column("rested", sa.JSON, nullable=False),
    )
