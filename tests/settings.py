"""Settings of the test suite: the real ones, with cheap password hashes and tasks that run at once."""

import os
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="pedt-planner-tests-"))
(_scratch / "static").mkdir()
os.environ.setdefault("DEBUG", "true")
os.environ.setdefault("DATA_DIR", str(_scratch))

from pedt_planner.settings import *  # noqa: F403
from pedt_planner.settings import DATABASES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: a live server and its test write through connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "long"]}}
MEDIA_ROOT = _scratch / "files"
AXES_ENABLED = False
RENDER_PROCESSES = 2
