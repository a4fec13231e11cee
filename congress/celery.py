"""The worker's application."""

import os

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress.settings")

TRANSPORT_ALIASES["filesystem"] = "congress.broker:Transport"

app = Celery("congress")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # current_app is this one in the server's threads too, not only where it was made


@setup_logging.connect
def keep_our_logging(**_):
    """Celery leaves logging alone when somebody listens here: settings.LOGGING holds."""
