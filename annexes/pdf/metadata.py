"""What a document says of itself to machines: XMP, the information dictionary, the colours of archives."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from xml.sax.saxutils import escape

from annexes.pdf.pdffile import PdfFile, text_string

PRODUCER = "PEDT Planner (WeasyPrint)"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>fr</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{archive}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
# PDF/A wants the schema of PDF/UA described (ISO 19005-3, 6.6.2.3.2).
_ARCHIVE = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass(frozen=True, slots=True)
class Facts:
    title: str
    author: str
    identity: bytes
    archival: bool = False


def add_metadata(file: PdfFile, facts: Facts) -> tuple[int, int]:
    """The numbers of the information dictionary and of the XMP, which say the same."""
    title, author = (" ".join(text.split()) for text in (facts.title, facts.author))
    info = file.add(
        b"<</Title"
        + text_string(title)
        + b"/Author"
        + text_string(author)
        + b"/Producer"
        + text_string(PRODUCER)
        + b">>"
    )
    packet = _PACKET.format(
        title=escape(title),
        author=escape(author),
        producer=escape(PRODUCER),
        archive=_ARCHIVE if facts.archival else "",
    )
    return info, file.add_stream(packet.encode(), "/Type/Metadata/Subtype/XML", compress=False)


def add_output_intent(file: PdfFile) -> int:
    """Colours are sRGB: archives say so (ISO 19005-3, 6.2.3)."""
    profile = file.add_stream(_profile(), "/N 3")
    return file.add(
        "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)"
        f"/DestOutputProfile {profile} 0 R>>"
    )


@lru_cache(maxsize=1)
def _profile() -> bytes:
    return files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
