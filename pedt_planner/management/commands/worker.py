"""`manage.py worker`: run the queue of long work, with signs of life that the pages read."""

import logging
import time
from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django_tasks_db.management.commands.db_worker import Command as QueueWorker

from annexes.exporting.upkeep import Upkeep
from annexes.jobs import LONG, signs_of_life
from annexes.tasks import task_of

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 16.0  # seconds before a database that fails is asked again
DATABASE_GONE = 3  # the exit code that says so
GONE = (
    "La base de données a disparu ou ne répond plus : l’exécutant s’arrête, rien n’est perdu de ce qu’elle contient. "
    "Vérifiez DATABASE_URL ou DATA_DIR, puis relancez « python manage.py worker »."
)


class Command(QueueWorker):
    help = "Exécute les travaux longs (lecture d’annexes, imports, documents). Arrêt propre par Ctrl-C ou SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(reload=False, queue_name="*")  # reloading would cut the work that runs
        parser.add_argument(
            "--short",
            action="store_true",
            help="laisse les gros documents aux autres exécutants : les travaux courts n’attendent pas derrière eux",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wait = FIRST_WAIT
        if options.pop("short"):
            options["exclude_queues"] = LONG
        with signs_of_life(options.get("worker_id") or uuid4().hex, Upkeep(task_of)) as signs:
            while True:
                began = time.monotonic()
                try:
                    super().handle(*args, **options)
                    return
                except SystemExit:
                    if signs.database_is_gone():
                        raise CommandError(GONE, returncode=DATABASE_GONE) from None
                    raise
                except DatabaseError as error:
                    if signs.database_is_gone():
                        raise CommandError(GONE, returncode=DATABASE_GONE) from error
                    logger.warning("The database fails, it is asked again: %s", error)
                connection.close()
                wait = FIRST_WAIT if time.monotonic() - began > LONGEST_WAIT else wait
                time.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
