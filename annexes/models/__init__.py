from annexes.models.imports import ColumnMapping, ImportBatch, ImportFile, ImportState
from annexes.models.jobs import (
    GO_ON_ALONE,
    MOST_ATTEMPTS,
    STALE_AFTER,
    DocumentChoices,
    Job,
    JobKind,
    JobState,
    WorkerHeartbeat,
)
from annexes.models.sharing import CalendarFeed, ShareLink
from annexes.models.versions import Version, VersionFile, VersionReason

__all__ = [
    "GO_ON_ALONE",
    "MOST_ATTEMPTS",
    "STALE_AFTER",
    "CalendarFeed",
    "ColumnMapping",
    "DocumentChoices",
    "ImportBatch",
    "ImportFile",
    "ImportState",
    "Job",
    "JobKind",
    "JobState",
    "ShareLink",
    "Version",
    "VersionFile",
    "VersionReason",
    "WorkerHeartbeat",
]
