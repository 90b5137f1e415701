"""APScheduler as the metronome, nothing more: what is due stands in rows, and every tick may be missed."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)
# A tick that outlasts its period is no trouble: the next one finds the same rows.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


def start(ticks: Mapping[str, tuple[timedelta, Callable[[], object]]]) -> BackgroundScheduler:
    """Call each function that often, one run of each at a time, until `shutdown`."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        executors={name: ThreadPoolExecutor(1) for name in ticks},
        # The default grace of a second would drop a tick that comes late.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, (every, function) in ticks.items():
        scheduler.add_job(
            function, "interval", seconds=every.total_seconds(), executor=name, id=name
        )
    scheduler.add_listener(_trouble, EVENT_JOB_ERROR)
    scheduler.start()
    return scheduler


def _trouble(event: JobExecutionEvent) -> None:
    log.error("tick %s failed: %r; the next one goes on", event.job_id, event.exception)
