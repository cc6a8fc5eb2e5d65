import pikepdf
import pytest

from annexes.pdf.assemble import Part, assemble
from annexes.pdf.structure import Mark, Node, tidy
from tests.pdf.conftest import Accessible, LayOut

LONG = "Une phrase assez longue pour faire une ligne entière de la page, et même un peu plus. " * 12


def text(page: int, number: int) -> Node:
    return Node("Span", page, [Mark(page, number)])


def shape(node: Node) -> object:
    """The tree as tags and numbers of marks."""
    return (node.tag, [shape(kid) if isinstance(kid, Node) else kid.number for kid in node.kids])


def test_lines_hang_under_their_paragraph() -> None:
    paragraph = Node("P", 0, [text(0, 0), Node("NonStruct", 0, [text(0, 1)]), text(0, 2)])
    assert shape(tidy([paragraph], [])) == ("Document", [("P", [0, 1, 2])])


def test_bare_text_of_a_group_becomes_one_paragraph() -> None:
    group = Node("Div", 0, [text(0, 0), text(0, 1), Node("P", 0, [text(0, 2)]), text(0, 3)])
    assert shape(tidy([group], [])) == ("Document", [("Div", [("P", [0, 1]), ("P", [2]), ("P", [3])])])


def test_what_holds_nothing_goes_but_cells_stay() -> None:
    row = Node("TR", 0, [Node("TD", 0), Node("TD", 0, [text(0, 0)])])
    found = tidy([Node("Div", 0, [Node("P", 0)]), Node("Table", 0, [Node("TBody", 0, [row])])], [])
    assert shape(found) == ("Document", [("Table", [("TBody", [("TR", [("TD", []), ("TD", [0])])])])])


def test_pieces_of_one_element_are_joined_down_to_the_list_item() -> None:
    def article(page: int, *kids: Node) -> Node:
        item = Node("LI", page, [Node("LBody", page, [text(page, 0)])])
        return Node("Art", page, [Node("Sect", page, [Node("L", page, [item]), *kids])])

    crossing = [["article", "section", "ul", "li"]]
    found = tidy([article(0), article(1, Node("P", 1, [text(1, 1)]))], crossing)
    items = ("L", [("LI", [("LBody", [0, 0])])])
    assert shape(found) == ("Document", [("Art", [("Sect", [items, ("P", [1])])])])


def test_neighbours_of_the_same_type_stay_two() -> None:
    articles = [Node("Art", page, [Node("P", page, [text(page, 0)])]) for page in (0, 1)]
    assert len(tidy(articles, [[]]).kids) == 2


def tags(pdf: pikepdf.Pdf) -> list[str]:
    found = []

    def walk(element: pikepdf.Object) -> None:
        found.append(str(element.S)[1:])
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    walk(pdf.Root.StructTreeRoot.K[0])
    return found


@pytest.mark.parametrize("cut", ["<p>{}</p>", "<ul><li>{}</li></ul>", "<div>{}</div>"])
def test_element_cut_by_pages_is_one_element(cut: str, lay_out: LayOut, accessible: Accessible) -> None:
    body = f"<article><section><h1>Titre</h1>{cut.format(LONG * 12)}</section></article>"
    rendered = lay_out(body)
    assert rendered.pages > 2
    pdf = accessible(assemble([Part(rendered)], title="T", author="A"))
    found = tags(pdf)
    assert (found.count("Art"), found.count("Sect"), found.count("H1")) == (1, 1, 1)
    assert found.count("P") + found.count("LBody") == 1
    assert "Span" not in found


def test_header_cells_say_what_they_head(lay_out: LayOut, accessible: Accessible) -> None:
    body = """<h1>T</h1><table style="width:100mm"><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>
    <tbody><tr><th scope="row">1</th><td rowspan="2">x</td></tr><tr><th scope="row">2</th></tr></tbody></table>"""
    pdf = accessible(assemble([Part(lay_out(body))], title="T", author="A"))
    cells = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") in ("/TH", "/TD")]
    assert sorted(str(cell.A.get("/Scope", cell.A.get("/RowSpan"))) for cell in cells) == [
        "/Column", "/Column", "/Row", "/Row", "2",
    ]  # fmt: skip


def test_link_on_two_lines_is_one_link(lay_out: LayOut, accessible: Accessible) -> None:
    body = f'<h1>T</h1><p>{LONG[:60]} <a href="https://exemple.fr/">{LONG[:120]}</a> fin.</p>'
    pdf = accessible(assemble([Part(lay_out(body))], title="T", author="A"))
    assert len(pdf.pages[0].Annots) == 2
    assert tags(pdf).count("Link") == 1


def test_link_around_other_elements_is_one_link(lay_out: LayOut, accessible: Accessible) -> None:
    inside = '<span class="block">Un titre</span><span class="block">12</span>'
    body = f'<h1>T</h1><p><a href="https://exemple.fr/" title="Un titre, page 12">{inside}</a></p>'
    pdf = accessible(assemble([Part(lay_out(body, ".block { display: inline-block }"))], title="T", author="A"))
    assert [str(one.Contents) for one in pdf.pages[0].Annots] == ["Un titre, page 12"]


def test_picture_without_alternative_text_is_an_artifact(lay_out: LayOut, accessible: Accessible) -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    body = '<h1>T</h1><p>Un <img src="asset:a.svg" alt=""> et <img src="asset:a.svg" alt="Carré"> fin.</p>'
    pdf = accessible(assemble([Part(lay_out(body, **{"a.svg": picture}))], title="T", author="A"))
    figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
    assert [str(figure.Alt) for figure in figures] == ["Carré"]
