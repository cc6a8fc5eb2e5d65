"""`manage.py start`: prepare the database, then run the web server and two workers until Ctrl-C."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from pedt_planner.management.commands.worker import DATABASE_GONE

RESTART_AFTER, LONGEST_WAIT = (
    2.0,
    60.0,
)  # seconds before a worker that died is started again, the longer if it does so soon
GRACE = 15.0  # seconds that a stopping worker has to finish its work; what is left is relaunched from its page
WATCH_EVERY = 0.3
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # prctl(2)


class Command(BaseCommand):
    help = "Prépare la base, puis lance le serveur et l’exécutant des travaux longs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--demo", action="store_true", help="charge un territoire fictif")

    def handle(self, *args: Any, **options: Any) -> None:
        address, port = options["address"], options["port"]
        _check_port(address, port)
        self.stdout.write("Préparation de la base de données…")
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if options["demo"]:
            call_command("load_demo", documents=True)
        processes = _Processes(f"{address}:{port}", self.stdout.write)
        try:
            processes.start()
            _wait_for_port(address, port, processes)
            self.stdout.write(self.style.SUCCESS(f"\nPEDT Planner est prêt : http://{address}:{port}/"))
            self.stdout.write("Ctrl-C l’arrête.\n")
            processes.watch()
        finally:
            processes.end()
        self.stdout.write("PEDT Planner est arrêté.")


class _Worker:
    """A worker that is started again when it dies, the later the sooner it does."""

    def __init__(self, command: list[str], environ: dict[str, str] | None = None) -> None:
        self.command = command
        self.environ = environ
        self.process: subprocess.Popen[bytes] | None = None
        self.wait = RESTART_AFTER
        self.starts_at = 0.0

    def died(self) -> None:
        lived = time.monotonic() - self.starts_at
        self.process = None
        self.wait = RESTART_AFTER if lived > LONGEST_WAIT else self.wait
        self.starts_at = time.monotonic() + self.wait


class _Processes:
    """The children, in a session of their own: a Ctrl-C reaches them through us, once.

    One worker takes every work; the other leaves it the large documents, so that short works never wait behind them.

    They never outlive us: we end them when we are told to stop, and the system does when we are killed.
    """

    def __init__(self, bind: str, say: Any) -> None:
        self.web_command = [
            sys.executable, "-m", "gunicorn", "pedt_planner.wsgi", "--bind", bind, "--threads", "8",
            "--timeout", "60", "--log-level", "warning",
        ]  # fmt: skip
        worker = ["worker", "--interval", "0.3", "--no-startup-delay", "--no-reload", "--verbosity", "0"]
        command = [sys.executable, sys.argv[0], *worker]
        short = _Worker([*command, "--short"], {**os.environ, "RENDER_PROCESSES": "1"})
        self.workers = [_Worker(command), short]
        self.say = say
        self.stopping = False
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for number in STOPS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # under nohup, the end of the terminal is not ours
                signal.signal(number, self._stop)
        self.web = self._spawn(self.web_command)
        self._start_workers()

    def watch(self) -> None:
        """Until a signal asks to stop: a worker that dies is replaced; without server or database the command fails."""
        while not self.stopping:
            if self.web.poll() is not None:
                raise CommandError("Le serveur s’est arrêté ; le message au-dessus dit pourquoi.")
            for worker in self.workers:
                self._watch(worker)
            self._start_workers()
            time.sleep(WATCH_EVERY)

    def _watch(self, worker: _Worker) -> None:
        if worker.process is None or worker.process.poll() is None:
            return
        if worker.process.returncode == DATABASE_GONE:
            raise CommandError("La base de données a disparu ou ne répond plus : tout s’arrête.")
        worker.died()
        self.say(f"L’exécutant s’est arrêté : il est relancé dans {worker.wait:.0f} s.")
        worker.wait = min(2 * worker.wait, LONGEST_WAIT)

    def end(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.terminate()  # asked twice, a worker leaves its work to be relaunched
                try:
                    process.wait(GRACE)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _start_workers(self) -> None:
        for worker in self.workers:
            if worker.process is None and time.monotonic() >= worker.starts_at and not self.stopping:
                worker.process = self._spawn(worker.command, worker.environ)
                worker.starts_at = time.monotonic()

    def _spawn(self, command: list[str], environ: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
        dies = _dies_with(os.getpid())
        process = subprocess.Popen(command, env=environ, start_new_session=True, preexec_fn=dies)  # noqa: S603
        self.running = [one for one in self.running if one.poll() is None] + [process]
        return process

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def _dies_with(parent: int) -> Callable[[], None]:
    """What a child does before it begins: on Linux, ask for a SIGTERM when its parent dies, even killed."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if library is not None:
            library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # already dead
                os._exit(1)

    return ask


def _check_port(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            message = f"Le port {port} est déjà pris : en choisir un autre, par exemple « make demo PORT={port + 1} »."
            raise CommandError(message) from error


def _wait_for_port(address: str, port: int, processes: _Processes) -> None:
    """Until the server answers, so that the address that we print works; at once when it died or we are stopped."""
    while not processes.stopping and processes.web.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((address, port)) == 0:
                return
        time.sleep(0.1)
