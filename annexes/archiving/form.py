"""What an archive says of itself: `manifest.json`, written and read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

FORMAT = "pedt-planner/archive"
VERSION = 1
MANIFEST, README = "manifest.json", "LISEZMOI.txt"
OUTLINE = "plan/plan.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive. `about` says what it is, in French."""

    path: str
    size: int  # bytes
    sha256: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that people put in the plan; `name` is what the outline calls it."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A document of a version, as `annexes.models.VersionFile` keeps it."""

    path: str
    document: str
    label: str
    name: str
    made_at: str
    position: int


@dataclass(frozen=True, slots=True)
class ArchivedVersion:
    """A frozen version; `content` is the path of its data. `meeting` is the name of an instance and a date."""

    number: int
    label: str
    reason: str
    plan_status: str
    sha256: str
    content: str
    edition: Mapping[str, Any]
    documents: list[Any]
    frozen_at: str
    frozen_by: str = ""
    amendment: int | None = None
    meeting: list[str] | None = None
    files: tuple[ArchivedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivedStep:
    """A step of the life of the plan; the name of who made it is told, and not taken back."""

    before: str
    after: str
    happened_on: str
    reason: str
    at: str
    actor: str = ""


@dataclass(frozen=True, slots=True)
class ArchivedKind:
    """The type of the plan, with what hangs on it: `fields` and `rows` as `plans.kinds` copies them."""

    code: str
    is_own: bool
    fields: Mapping[str, Any]
    rows: Mapping[str, list[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`missing` are the attachments that the storage had lost when the archive was made."""

    territory: str
    title: str
    slug: str
    status: str
    made_at: str
    kind: ArchivedKind
    steps: tuple[ArchivedStep, ...] = ()
    versions: tuple[ArchivedVersion, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    missing: tuple[str, ...] = ()
    files: tuple[Entry, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"format": FORMAT, "version": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, data: Any) -> "Manifest":
        """Raise KeyError, TypeError or ValueError for what is no manifest of this version."""
        if data["format"] != FORMAT or data["version"] != VERSION:
            raise ValueError("not an archive of this version")
        found: Manifest = _built(cls, {name: one for name, one in data.items() if name not in ("format", "version")})
        found.check()
        return found

    def check(self) -> None:
        """Raise TypeError or ValueError for what a manifest of ours never says."""
        known = {one.path for one in self.files}
        if len(known) != len(self.files):
            raise ValueError("a path is named twice")
        named = [OUTLINE, *(one.path for one in self.attachments)]
        for version in self.versions:
            named += [version.content, *(one.path for one in version.files)]
        if absent := set(named) - known:
            raise ValueError(f"named, and not announced: {sorted(absent)}")


def _built(hint: Any, value: Any) -> Any:
    """A value of that type from JSON. Raise TypeError for a value of another one."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return value
    if origin is UnionType:
        return None if value is None else _built(arguments[0], value)
    if origin is Mapping:
        return {name: _built(arguments[1], one) for name, one in _typed(value, dict).items()}
    if origin in (list, tuple):
        return origin(_built(arguments[0], one) for one in _typed(value, list))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        given = {name: _built(hints[name], one) for name, one in _typed(value, dict).items()}
        return hint(**given)  # type: ignore[operator]
    return _typed(value, hint)


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r:.80} is no {kind.__name__}")
    return value
