"""`manage.py start`: prepare the database, then run the web server and a worker until Ctrl-C."""

import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

RESTART_AFTER = 2.0  # seconds before a worker that died is started again
GRACE = 15.0  # seconds that a stopping worker has to finish its work; what is left is relaunched from its page
WATCH_EVERY = 0.3


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
            call_command("load_demo")
        processes = _Processes(f"{address}:{port}", self.stdout.write)
        processes.start()
        _wait_for_port(address, port, processes)
        self.stdout.write(self.style.SUCCESS(f"\nPEDT Planner est prêt : http://{address}:{port}/"))
        self.stdout.write("Ctrl-C l’arrête.\n")
        processes.watch()
        self.stdout.write("PEDT Planner est arrêté.")


class _Processes:
    """The two children, in a session of their own: a Ctrl-C reaches them through us, once."""

    def __init__(self, bind: str, say: Any) -> None:
        self.web_command = [
            sys.executable, "-m", "gunicorn", "pedt_planner.wsgi", "--bind", bind, "--threads", "8",
            "--timeout", "60", "--log-level", "warning",
        ]  # fmt: skip
        worker = ["worker", "--interval", "0.5", "--no-startup-delay", "--no-reload", "--verbosity", "0"]
        self.worker_command = [sys.executable, sys.argv[0], *worker]
        self.say = say
        self.stopping = False

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        self.web = _spawn(self.web_command)
        self.worker = _spawn(self.worker_command)

    def watch(self) -> None:
        """Until a signal asks to stop: a worker that dies is replaced; without its server the command fails."""
        try:
            while not self.stopping:
                if self.web.poll() is not None:
                    raise CommandError("Le serveur s’est arrêté ; le message au-dessus dit pourquoi.")
                if self.worker.poll() is not None:
                    self.say("L’exécutant s’est arrêté : il est relancé.")
                    time.sleep(RESTART_AFTER)
                    self.worker = _spawn(self.worker_command)
                time.sleep(WATCH_EVERY)
        finally:
            self._end()

    def _end(self) -> None:
        for process in (self.web, self.worker):
            process.terminate()
        for process in (self.web, self.worker):
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.terminate()  # asked twice, a worker leaves its work to be relaunched
                try:
                    process.wait(GRACE)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def _spawn(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603


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
