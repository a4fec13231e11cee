"""The embedded queue: kombu's filesystem transport, whose messages appear whole.

kombu creates a message's file before it writes into it; a worker that looks
in between reads nothing, and falls over it (JSONDecodeError).
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes beside the queue's name, then renames."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        """Put a message onto the queue; raises OSError when the disk is full, with nothing in the queue."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}"
        draft = Path(self.data_folder_out) / f"{name}.draft"  # no name that a reader looks for
        try:
            draft.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(draft, draft.with_suffix(".msg"))
        finally:
            draft.unlink(missing_ok=True)


class Transport(filesystem.Transport):
    """`filesystem://` with such a channel."""

    Channel = Channel
