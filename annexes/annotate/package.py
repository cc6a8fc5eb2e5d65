"""An Office file as the parts of its archive: some are changed or added, all others are given back byte for byte."""

import posixpath
import re
import zipfile
from io import BytesIO

from lxml import etree
from lxml.etree import _Element as Element

from annexes.readers.container import MAX_UNPACKED, Archive

CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaProjectSignature\w*\.bin|vbaData\.xml)$", re.IGNORECASE)
_WITHOUT_MACROS = {  # the same document without macros, and the document of a template
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
}


class Package:
    """The parts of an Office file. Raise KeyError for a part that is not there, ValueError for one that is no XML."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._names = list(archive.entries)
        self._changed: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._changed or (name in self._archive and name not in self._dropped)

    def read(self, name: str) -> bytes:
        return self._changed[name] if name in self._changed else self._archive.read(name, MAX_UNPACKED)

    def xml(self, name: str) -> Element:
        """The root of a part. Entities stay unread, nothing is fetched."""
        try:
            return etree.fromstring(self.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise ValueError(name) from error

    def write(self, name: str, content: "bytes | Element") -> None:
        if not isinstance(content, bytes):
            content = etree.tostring(content, xml_declaration=True, encoding="UTF-8", standalone=True)
        self._changed[name] = content
        self._dropped.discard(name)

    def new_name(self, pattern: str) -> str:
        """The first free name of `pattern`, where « {} » is a number: « xl/comments3.xml »."""
        rank = 1
        while pattern.format(rank) in self:
            rank += 1
        return pattern.format(rank)

    def drop_macros(self, main: str, document_type: str) -> None:
        """Take the macros out and call `main` a plain document of `document_type`."""
        types = self.xml(CONTENT_TYPES)
        for override in list(types):
            name = (override.get("PartName") or "").lstrip("/")
            if _MACROS.search(name):
                types.remove(override)
            elif name == main and override.get("ContentType") in _WITHOUT_MACROS:
                override.set("ContentType", document_type)
        self.write(CONTENT_TYPES, types)
        for name in [name for name in self._names if _MACROS.search(name)]:
            self._dropped.add(name)
        for name in [name for name in self._names if name.endswith(".rels") and name not in self._dropped]:
            if b"vba" in self.read(name).lower():
                relations = self.xml(name)
                for relation in list(relations):
                    if _MACROS.search(relation.get("Target") or ""):
                        relations.remove(relation)
                self.write(name, relations)

    def declare(self, name: str, content_type: str) -> None:
        """Say of which type a part is."""
        types = self.xml(CONTENT_TYPES)
        if not any(one.get("PartName") == f"/{name}" for one in types):
            etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=content_type)
            self.write(CONTENT_TYPES, types)

    def declare_extension(self, extension: str, content_type: str) -> None:
        types = self.xml(CONTENT_TYPES)
        known = (one.get("Extension") or "" for one in types)
        if extension not in {one.lower() for one in known}:
            types.insert(0, etree.Element(f"{_TYPES}Default", Extension=extension, ContentType=content_type))
            self.write(CONTENT_TYPES, types)

    def related(self, source: str, ending: str) -> str:
        """The part that `source` refers to by a relation whose type ends so, or nothing."""
        name = relations_of(source)
        for relation in self.xml(name) if name in self else ():
            if (relation.get("Type") or "").endswith(ending) and relation.get("TargetMode") != "External":
                return _absolute(source, relation.get("Target") or "")
        return ""

    def relate(self, source: str, target: str, kind: str) -> str:
        """Make `source` refer to `target`; the identifier of the relation."""
        name = relations_of(source)
        root = self.xml(name) if name in self else etree.Element(f"{_RELATIONS}Relationships")
        taken = {relation.get("Id") for relation in root}
        identifier = next(f"rIdPedt{rank}" for rank in range(1, len(taken) + 2) if f"rIdPedt{rank}" not in taken)
        etree.SubElement(root, f"{_RELATIONS}Relationship", Id=identifier, Type=kind, Target=f"/{target}")
        self.write(name, root)
        return identifier

    def saved(self) -> bytes:
        out = BytesIO()
        names = [name for name in self._names if name not in self._dropped and not name.endswith("/")]
        names += [name for name in self._changed if name not in self._archive]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in names:
                target.writestr(name, self.read(name))
        return out.getvalue()


def relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _absolute(source: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
