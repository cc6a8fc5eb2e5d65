"""`manage.py worker`: run the queue of long work, with signs of life that the pages read."""

from typing import Any
from uuid import uuid4

from django_tasks_db.management.commands.db_worker import Command as QueueWorker

from annexes.jobs import signs_of_life


class Command(QueueWorker):
    help = "Exécute les travaux longs (lecture d’annexes, imports, documents). Arrêt propre par Ctrl-C ou SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        with signs_of_life(options.get("worker_id") or uuid4().hex):
            super().handle(*args, **options)
