"""A child process: it answers the calls of its parent, within limits, until the parent is gone or silent.

WeasyPrint works in a child alone: a document that exhausts memory or time takes its child down, never the worker nor
the pages.
"""

import gc
import os
import resource
import signal
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

MEMORY = 2 * 1024**3  # address space, bytes
IDLE = 900.0  # seconds without a call, then the child leaves its memory to others
SECONDS = 150  # of processor for one call
UNAVAILABLE = "Unavailable"  # how the failure is named when there is no Pango here
NO_SYSTEM_FONTS = Path(__file__).parent / "fonts.conf"  # the same pages on every machine


def serve(connection: Connection) -> None:
    """Receive (method of the Press, arguments), send (name of the failure or nothing, result)."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a worker that is asked to stop finishes its work first
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ["FONTCONFIG_FILE"] = str(NO_SYSTEM_FONTS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that no font is installed
            from annexes.pdf.press import Press
    except OSError as absence:  # a library of the system
        connection.send((f"{UNAVAILABLE}: {absence}", None))
        return
    press = Press()
    gc.collect()
    gc.freeze()
    gc.disable()  # cycles of a chunk are collected once, when it is done
    try:
        while True:
            if not connection.poll(IDLE):
                return
            method, arguments = connection.recv()
            _allow(SECONDS)
            try:
                answer = ("", getattr(press, method)(*arguments))
            except Exception as failure:  # noqa: BLE001 - the parent raises it again
                answer = (f"{type(failure).__name__}: {failure}", None)
            gc.collect()
            connection.send(answer)
    except (EOFError, BrokenPipeError):
        return


def _allow(seconds: int) -> None:
    """From now on, so much time of processor: beyond, the system ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds, hard))
