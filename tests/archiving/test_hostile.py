"""Archives that are not what they say: each is refused with its fault by name, and nothing is written."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage

from annexes.archiving import reading
from annexes.archiving.reading import PackedPlan, Refused
from annexes.archiving.restoring import restore
from annexes.archiving.writing import write_archive
from annexes.models import Version, VersionReason
from annexes.versions.freezing import freeze
from plans.models import Plan
from tests.factories import ActionFactory, PlanFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def _files_once() -> Files:
    return {}


@pytest.fixture
def files(_files_once: Files) -> Files:
    """The files of a small archive, by path."""
    if not _files_once:
        plan = PlanFactory(title="Projet éducatif de Valmire")
        ActionFactory(plan=plan, title="Ouvrir la ludothèque")
        freeze(plan, reason=VersionReason.SIGNED, by=UserFactory(), documents=())
        target = BytesIO()
        write_archive(plan, target, lambda done, total, message: None)
        with zipfile.ZipFile(target) as opened:
            _files_once.update({name: opened.read(name) for name in opened.namelist()})
    return dict(_files_once)


def packed(files: Files) -> BytesIO:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def manifest(files: Files, change: Callable[[dict[str, Any]], object]) -> Files:
    """The same files with another manifest."""
    data = json.loads(files["manifest.json"])
    change(data)
    return {**files, "manifest.json": json.dumps(data).encode()}


def refusals(file: BytesIO) -> str:
    """Why the archive is refused; nothing of it is written."""
    territory, plans, versions = TerritoryFactory(), Plan.objects.count(), Version.objects.count()
    with pytest.raises(Refused) as refused, PackedPlan(file) as opened:
        restore(opened, territory, None)
    assert (Plan.objects.count(), Version.objects.count()) == (plans, versions)
    return "\n".join(refused.value.reasons)


def test_the_archive_itself_is_fine(files: Files) -> None:
    with PackedPlan(packed(files)) as opened:
        assert restore(opened, TerritoryFactory(), None).plan.title == "Projet éducatif de Valmire"


@pytest.mark.parametrize("content", [b"", b"PK", b"rien du tout", b"%PDF-1.7"])
def test_what_is_no_zip(content: bytes) -> None:
    assert "archive zip" in refusals(BytesIO(content))


def test_a_zip_of_something_else() -> None:
    assert "manifest.json" in refusals(packed({"photo.jpg": b"..."}))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "plan/../../x", "C:\\x", "a\\..\\b", "plan//x", "./x", "x\n.pdf"]
)
def test_a_path_that_leaves_the_archive(files: Files, name: str) -> None:
    said = refusals(packed({**files, name: b"x"}))
    assert "n’est pas un nom permis" in said


def test_files_that_were_changed_are_named_one_by_one(files: Files) -> None:
    changed = {**files, "plan/plan.json": files["plan/plan.json"] + b" ", "plan/historique.csv": b"autre"}
    said = refusals(packed(changed)).split("\n")
    assert len(said) == 2
    assert "plan/plan.json" in said[0] + said[1]
    assert "plan/historique.csv" in said[0] + said[1]


def test_a_missing_file_and_one_too_many(files: Files) -> None:
    without = {name: content for name, content in files.items() if name != "plan/historique.csv"}
    assert "Il manque « plan/historique.csv »" in refusals(packed(without))
    assert "« ailleurs.txt » n’est pas annoncé" in refusals(packed({**files, "ailleurs.txt": b""}))


def test_a_bomb(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_UNPACKED", 10_000_000)
    assert "se déploie" in refusals(packed({**files, "plan/bombe.json": b"0" * 20_000_000}))
    monkeypatch.setattr(reading, "MOST_FILES", 3)
    assert "plus de 3 fichiers" in refusals(packed(files))


def test_a_manifest_as_large_as_a_bomb(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_DATA", 100)
    assert "dépasse" in refusals(packed(files))


def test_a_size_that_lies(files: Files) -> None:
    def smaller(data: dict[str, Any]) -> None:
        data["files"][0]["size"] = 1

    assert "plus grand qu’annoncé" in refusals(packed(manifest(files, smaller)))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(format="autre"),
        lambda data: data.update(version=99),
        lambda data: data.pop("slug"),
        lambda data: data.update(title=12),
        lambda data: data.update(files="rien"),
        lambda data: data.update(versions=[{"number": 1}]),
        lambda data: data["files"].append(data["files"][0]),
        lambda data: data["attachments"].append({"path": "plan/absent.pdf", "name": "x"}),
        lambda data: data["versions"][0].update(number="1"),
        lambda data: data.update(autre="inconnu"),
    ],
)
def test_a_manifest_that_is_none(files: Files, change: Callable[[dict[str, Any]], object]) -> None:
    assert "manifest.json" in refusals(packed(manifest(files, change)))


def document(name: str) -> dict[str, Any]:
    """What a manifest says of a document of a version."""
    told = {"path": "plan/plan.json", "document": "dossier", "label": "Dossier", "name": name, "position": 0}
    return {**told, "made_at": "2026-01-01T00:00:00+00:00"}


@pytest.mark.parametrize(
    "change",
    [
        *(
            lambda data, name=name: data["versions"][0]["files"].append(document(name))
            for name in ("page.html", "sans-forme", "../dossier.pdf", "dossier\r\n.pdf")
        ),
        lambda data: data.update(title="x" * 5000),
        lambda data: data.update(status="AILLEURS"),
        lambda data: data["versions"][0].update(reason="AUTRE"),
        lambda data: data["versions"][0].update(edition={}),
        lambda data: data["versions"][0].update(frozen_at="hier"),
        lambda data: data["versions"].append(data["versions"][0]),
        lambda data: data["steps"].append(
            {"before": "X", "after": "Y", "happened_on": "2026-01-01", "reason": "", "at": "2026-01-01", "actor": ""}
        ),
    ],
)
def test_values_that_cannot_be_are_refused_whole(files: Files, change: Callable[[dict[str, Any]], object]) -> None:
    before = set(default_storage.listdir("versions")[0]) if default_storage.exists("versions") else set()
    assert "n’accepte pas" in refusals(packed(manifest(files, change)))
    after = set(default_storage.listdir("versions")[0]) if default_storage.exists("versions") else set()
    assert after == before


def test_data_that_are_no_plan(files: Files) -> None:
    content = b'{"format": "pedt-planner/outline", "version": 1, "plan": {"title": 3, "inconnu": []}}'

    def other(data: dict[str, Any]) -> None:
        entry = next(one for one in data["files"] if one["path"] == "plan/plan.json")
        entry.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())

    assert "plan/plan.json" in refusals(packed(manifest({**files, "plan/plan.json": content}, other)))


def test_a_version_with_another_fingerprint(files: Files) -> None:
    said = refusals(packed(manifest(files, lambda data: data["versions"][0].update(sha256="0" * 64))))
    assert "version 1" in said
