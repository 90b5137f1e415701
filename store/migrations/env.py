"""Alembic runs this file; `store.migrate` hands it the connection, inside a transaction."""

from alembic import context

from store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by replacing it
)
context.run_migrations()
