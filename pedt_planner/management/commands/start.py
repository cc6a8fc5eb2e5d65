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
        self.stdout.write(self.style.SUCCESS(f"\nPEDT Planner est prêt : http://{address}:{port}/"))
        self.stdout.write("Ctrl-C l’arrête.\n")
        _Processes(address, port).run()


class _Processes:
    """The two children, kept alive until a signal asks to stop."""

    def __init__(self, address: str, port: int) -> None:
        bind = f"{address}:{port}"
        self.web_command = [
            sys.executable, "-m", "gunicorn", "pedt_planner.wsgi", "--bind", bind, "--threads", "8",
            "--timeout", "60", "--log-level", "warning",
        ]  # fmt: skip
        worker = ["worker", "--interval", "0.5", "--no-startup-delay", "--no-reload"]
        self.worker_command = [sys.executable, sys.argv[0], *worker]
        self.stopping = False

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        web = subprocess.Popen(self.web_command)  # noqa: S603
        worker = subprocess.Popen(self.worker_command)  # noqa: S603
        try:
            while not self.stopping:
                if web.poll() is not None:
                    raise CommandError("Le serveur s’est arrêté ; le message au-dessus dit pourquoi.")
                if worker.poll() is not None:
                    time.sleep(RESTART_AFTER)
                    worker = subprocess.Popen(self.worker_command)  # noqa: S603
                time.sleep(0.3)
        finally:
            for process in (web, worker):
                if process.poll() is None:
                    process.terminate()
            for process in (web, worker):
                process.wait()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def _check_port(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            message = f"Le port {port} est déjà pris : en choisir un autre, par exemple « make demo PORT={port + 1} »."
            raise CommandError(message) from error
