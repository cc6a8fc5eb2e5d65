"""`manage.py start` as a person meets it: on a fresh folder, until Ctrl-C."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90.0  # seconds

pytestmark = pytest.mark.xdist_group("worker")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(answer: Callable[[], Any], what: str) -> Any:
    deadline = monotonic() + PATIENCE
    while not (found := answer()):
        assert monotonic() < deadline, what
        sleep(0.1)
    return found


def health(port: int) -> dict[str, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}/sante", timeout=5) as response:
            return dict(json.load(response))
    except URLError:
        return {}


def worker_of(parent: int) -> int | None:
    """The process of the worker that `parent` started."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return next(
        (int(pid) for pid in children if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")), None
    )


def test_port_that_is_taken_is_said_before_anything_is_done() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Le port {port} est déjà pris"):
            call_command("start", port=port)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the children of a process in /proc")
def test_start_serves_keeps_a_worker_alive_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MEDIA_ROOT"}}
    environ = inherited | {
        "DJANGO_SETTINGS_MODULE": "pedt_planner.settings",
        "DEBUG": "true",
        "DATA_DIR": str(tmp_path),
    }
    output = tmp_path / "output.txt"
    with output.open("wb") as out:
        command = [sys.executable, "manage.py", "start", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: health(port).get("executant") == "actif", "no worker behind the server")
        wait_for(lambda: f"http://127.0.0.1:{port}/" in output.read_text(), "the address is not printed")

        first = wait_for(lambda: worker_of(process.pid), "no worker")
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: worker_of(process.pid) not in {None, first}, "the dead worker is not replaced")

        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
    said = output.read_text()
    assert "L’exécutant s’est arrêté : il est relancé." in said
    assert not re.search("Traceback", said), said
    assert not health(port)
