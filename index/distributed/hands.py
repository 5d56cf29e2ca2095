"""Processes of ours beside a Dask worker, which do its work and may have children.

A worker of Dask is full of threads, and mostly a process that multiprocessing lets
have no children. So each piece of work is done by a process that is started afresh
(not forked), reads as the command at home does, and ends with its worker.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from index.apart import CRASHED, KILLED, StoppedError, sendable
from index.beside import end_with


class Hand:
    """A process that calls functions of modules, one after the other."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(number), str(os.getpid())],
                pass_fds=(number,),
                stdin=subprocess.DEVNULL,
            )
        self._pipe = Connection(ours.detach())

    def call(self, function: Any, *args: object) -> Any:
        """Call a function and give what it gives.

        Raises
        ------
        StoppedError
            If the process ended.
        Exception
            Whatever the function raises.
        """
        try:
            self._pipe.send((function, args))
            problem, answer = self._pipe.recv()
        except (EOFError, OSError) as exc:
            status = self._process.wait()
            self._pipe.close()
            reason = KILLED if status == -signal.SIGKILL else CRASHED
            raise StoppedError(reason) from exc
        if problem is not None:
            raise problem
        return answer

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()


_free: queue.SimpleQueue[Hand] = queue.SimpleQueue()
"""Of this process. There are as many in all as it has worked in threads at once."""


def call(function: Any, *args: object) -> Any:
    """Have a function called by a process beside this one; see `Hand.call`."""
    try:
        hand = _free.get_nowait()
    except queue.Empty:
        hand = Hand()
    try:
        answer = hand.call(function, *args)
    except StoppedError:
        raise
    except Exception:
        _free.put(hand)
        raise
    except BaseException:
        # An answer may still come, and would be taken for the next one's.
        hand.end()
        raise
    _free.put(hand)
    return answer


def _serve(pipe: Connection) -> None:
    while True:
        try:
            function, args = pipe.recv()
        except (EOFError, OSError):
            return
        problem = answer = None
        try:
            answer = function(*args)
        except Exception as exc:
            problem = sendable(exc)
        pipe.send((problem, answer))


if __name__ == "__main__":
    end_with(int(sys.argv[2]))
    # Ctrl-C at a worker's terminal reaches all; the worker ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(BrokenPipeError):
        _serve(Connection(int(sys.argv[1])))
    # Not to wait for a child that still reads.
    os._exit(0)
