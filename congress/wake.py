"""Tell the worker that there is something in a table for it.

Only a hint: what is to be done lies in rows and is swept anyway, so a broker
that is down delays the work and loses nothing.
"""

import logging
import threading

from congress.celery import app

log = logging.getLogger(__name__)


def _hint(task: str) -> None:
    """Beside the click: a broker that does not answer takes seconds to say so."""
    threading.Thread(target=_send, args=(task,), daemon=True).start()


def _send(task: str) -> None:
    try:
        app.send_task(task, ignore_result=True, retry=False)
    except Exception:  # whatever a broken broker raises, the row is safe and the sweep comes
        log.warning("broker not reached; the sweep will do it", extra={"task": task})


def printing() -> None:
    """There is a paper to print."""
    _hint("congress.tasks.print_papers")


def delivery() -> None:
    """There is a message to send."""
    _hint("congress.tasks.deliver")
