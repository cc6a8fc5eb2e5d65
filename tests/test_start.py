"""`manage.py start` as a person meets it: on a fresh folder, until Ctrl-C."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90.0  # seconds

pytestmark = pytest.mark.xdist_group("worker")
of_linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the children of a process in /proc")


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
    except (URLError, TimeoutError):  # not there yet, or busy
        return {}


def workers_of(parent: int) -> set[int]:
    """The processes of the workers that `parent` started."""
    children = children_of(parent)
    return {pid for pid in children if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")}


def children_of(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    """Whether a process runs: neither gone nor waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_port_that_is_taken_is_said_before_anything_is_done() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Le port {port} est déjà pris"):
            call_command("start", port=port)


@contextmanager
def started(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int, Path]]:
    """`manage.py start` on a fresh folder, once its server and its worker answer: process, port and what it prints."""
    port, output = free_port(), folder.with_suffix(".txt")
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MEDIA_ROOT"}}
    environ = inherited | {
        "DJANGO_SETTINGS_MODULE": "pedt_planner.settings",
        "DEBUG": "true",
        "DATA_DIR": str(folder),
    }
    with output.open("wb") as out:
        command = [sys.executable, "manage.py", "start", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: health(port).get("executant") == "actif", "no worker behind the server")
        yield process, port, output
    finally:
        process.kill()
        process.wait()


@of_linux
def test_start_serves_keeps_a_worker_alive_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    with started(tmp_path / "data") as (process, port, output):
        wait_for(lambda: f"http://127.0.0.1:{port}/" in output.read_text(), "the address is not printed")

        first = wait_for(lambda: len(both := workers_of(process.pid)) == 2 and both, "no two workers")
        killed = min(first)
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: len(workers_of(process.pid) - {killed}) == 2, "the dead worker is not replaced")

        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    said = output.read_text()
    assert "L’exécutant s’est arrêté : il est relancé dans 2 s." in said
    assert not re.search("Traceback", said), said
    assert not health(port)


@of_linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_child_outlives_start(tmp_path: Path, number: signal.Signals) -> None:
    with started(tmp_path / "data") as (process, _, _):
        wait_for(lambda: len(children_of(process.pid)) == 3, "not a server and two workers")
        children = children_of(process.pid)
        process.send_signal(number)
        assert process.wait(PATIENCE) == (-number if number == signal.SIGKILL else 0)
        wait_for(lambda: not any(is_alive(pid) for pid in children), "a child goes on alone")


@of_linux
def test_start_ends_when_its_database_is_deleted(tmp_path: Path) -> None:
    with started(tmp_path / "data") as (process, _, output):
        children = children_of(process.pid)
        rmtree(tmp_path / "data")
        assert process.wait(PATIENCE) == 1
        assert not any(is_alive(pid) for pid in children)
    said = output.read_text()
    assert "La base de données a disparu ou ne répond plus : l’exécutant s’arrête" in said
    assert "tout s’arrête" in said
    assert not re.search("Traceback", said), said
