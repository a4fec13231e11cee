"""Processes that live and die together: the server, the worker, the beat."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping

PR_SET_PDEATHSIG = 1
# From TERM to KILL: what is being sent or printed may finish, and all ends within 5 s on a busy machine.
PATIENCE = 2.5
libc = ctypes.CDLL(None, use_errno=True)


class Children:
    """Starts commands by name and ends all of them with the first that ends."""

    def __init__(self, environment: Mapping[str, str]):
        self.environment = dict(environment)
        self.processes: dict[str, subprocess.Popen] = {}

    def start(self, name: str, command: list[str]) -> None:
        """Start one; it gets TERM from the kernel even if we are killed outright."""
        parent = os.getpid()

        def die_with_parent():
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it died before we could ask
                os._exit(1)

        self.processes[name] = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us only, and a group can be killed whole
            preexec_fn=die_with_parent,  # noqa: PLW1509  no thread runs here
        )

    def dead(self) -> str:
        """The name of one that has ended, or nothing."""
        return next((name for name, one in self.processes.items() if one.poll() is not None), "")

    def stop(self) -> None:
        """TERM to all, KILL to the group of whoever is still there after a while."""
        self._signal(signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and any(one.poll() is None for one in self.processes.values()):
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        for process in self.processes.values():
            process.wait()

    def _signal(self, number: int) -> None:
        for process in self.processes.values():
            try:
                if number == signal.SIGKILL:
                    os.killpg(process.pid, number)  # its own children too
                elif process.poll() is None:
                    process.send_signal(number)
            except ProcessLookupError:
                pass
