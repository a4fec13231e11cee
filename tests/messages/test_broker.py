"""A message of the embedded queue is there whole or not at all."""

import os
from pathlib import Path

from kombu import Connection

from congress import broker, celery


def connection(folder) -> Connection:
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder)}
    return Connection("filesystem://", transport_options=options)


def test_a_message_goes_through_the_queue(tmp_path):
    assert celery.app
    with connection(tmp_path) as link:
        assert type(link.transport) is broker.Transport
        queue = link.SimpleQueue("office")
        queue.put({"task": "print"})
        message = queue.get(timeout=2)
        assert message.payload == {"task": "print"}
        message.ack()


def test_no_reader_sees_a_message_before_it_is_whole(tmp_path, monkeypatch):
    seen = []
    replace = os.replace

    def look(source, target):
        seen.append([path.name for path in tmp_path.glob("*.msg")])
        assert Path(source).read_bytes().endswith(b"}")
        replace(source, target)

    monkeypatch.setattr(broker.os, "replace", look)
    with connection(tmp_path) as link:
        link.channel()._put("office", {"task": "print"})
    assert seen == [[]]
    assert len(list(tmp_path.glob("*.office.msg"))) == 1
    assert not list(tmp_path.glob("*.draft"))
