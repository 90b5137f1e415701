"""The flow as it was when a conversation began."""

from bot.desk.work import Work
from bot.flows import load
from bot.flows.model import Flow
from store import leads
from store.db import Row


def flow(work: Work, conversation: Row) -> Flow:
    """Return the version this conversation is pinned to; the current one if that was never kept."""
    current = work.desk.rules.flow
    version = (conversation.flow, conversation.flow_version)
    if version == (current.name, current.version):
        return current
    cached = work.desk.flows.get(version)
    if cached is None:
        frozen = leads.flow(work.c, *version)
        cached = load.thaw(frozen) if frozen else current
        work.desk.flows[version] = cached
    return cached
