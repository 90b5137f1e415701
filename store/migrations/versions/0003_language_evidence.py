"""Why we think somebody speaks a language, beside the language."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(
            sa.Column("language_evidence", sa.JSON, nullable=False, server_default="{}")
        )
    with op.batch_alter_table("person") as person:
        person.alter_column("language_evidence", server_default=None)
