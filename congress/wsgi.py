"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from congress import whole_body

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress.settings")
django_application = get_wsgi_application()


def application(environ, start_response):
    """Put the reader's address in place of the proxy's, if the proxy is ours.

    Otherwise five wrong passwords from anywhere would look like one address.
    """
    from django.conf import settings  # settings exist only after the line above

    if environ.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        environ["REMOTE_ADDR"] = forwarded or environ["REMOTE_ADDR"]
    whole_body.guarded(environ)
    return django_application(environ, start_response)
