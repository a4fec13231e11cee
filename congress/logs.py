"""One JSON line an event, for the web, the worker and the server alike.

Only what was written as a message is logged: never form values, passwords,
tokens, choices or names of petitioners.
"""

import json
import logging
from datetime import datetime

from django.utils import timezone
from gunicorn.glogging import Logger

# What a call may add by `extra=`; anything else stays out, so that no content slips in.
EXTRAS = ("action", "ref", "task", "status_code")


class JsonLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, timezone.get_default_timezone()).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class ServerLog(Logger):
    """gunicorn's own lines in the same shape."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLine())
