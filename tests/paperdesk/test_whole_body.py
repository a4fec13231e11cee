"""A request that broke off half-way is not taken for a shorter one."""

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError

from congress import whole_body, wsgi

BODY = (
    b'--cut\r\nContent-Disposition: form-data; name="version"\r\n\r\n1\r\n'
    b'--cut\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.7 %%EOF\r\n--cut--\r\n"
)


def posted(body, announced):
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "multipart/form-data; boundary=cut",
        "CONTENT_LENGTH": str(announced),
        "wsgi.input": io.BytesIO(body),
    }
    whole_body.guarded(environ)
    return WSGIRequest(environ)


def test_a_whole_request_is_read():
    request = posted(BODY, len(BODY))
    assert request.POST["version"] == "1"
    assert request.FILES["attachments"].read() == b"%PDF-1.7 %%EOF"


def test_a_request_that_broke_off_is_refused():
    with pytest.raises(UnreadablePostError):
        _ = posted(BODY[:180], len(BODY)).POST


def test_a_line_too_is_counted():
    body = whole_body.WholeBody(io.BytesIO(b"one\ntwo"), 10)
    assert (body.readline(), body.read()) == (b"one\n", b"two")
    with pytest.raises(whole_body.CutOff):
        body.readline()


def test_the_server_s_door_guards_every_body(monkeypatch):
    seen = {}
    monkeypatch.setattr(wsgi, "django_application", lambda environ, start: seen.update(environ))
    wsgi.application({"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abc")}, None)
    assert isinstance(seen["wsgi.input"], whole_body.WholeBody)
    wsgi.application({"CONTENT_LENGTH": "", "wsgi.input": "as it was"}, None)
    assert seen["wsgi.input"] == "as it was"
