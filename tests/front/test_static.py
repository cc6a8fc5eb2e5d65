"""The static files as a real installation serves them."""

import re
from pathlib import Path
from typing import Any

from django.core.management import call_command


def test_modules_import_one_another_by_their_hash(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "pedt_planner.static.HashedFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = [path for path in (tmp_path / "js").glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    assert len(hashed) >= 10
    imports = [
        name for path in hashed for name in re.findall(r'^import .* from "(.+)";$', path.read_text("utf-8"), re.M)
    ]
    assert len(imports) >= 10
    for name in imports:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name)
        assert (tmp_path / "js" / name).is_file()
