"""A fiche that was cut into its blocks, written into the plan in the making."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from accounts.text import fold, one_line
from actions.enums import Role
from annexes.columns.foreign import DESCRIBED, NOTHING
from annexes.labels import Kind, Label, classify, flat, strip_bullet
from annexes.readers.drafts import ActionDraft, Builder, ObjectiveDraft
from annexes.readers.fields import Fields, bulleted, merge_fields
from annexes.readers.grid import Cell
from annexes.readers.layouts.fiche_lines import read_calendar, read_documents, read_links, read_notes, read_steps
from annexes.readers.layouts.fiche_place import (
    LEVEL_OF,
    PARENTS,
    Parent,
    Place,
    mark_inside,
    parent_of,
    read_mark,
    read_path,
)
from annexes.readers.layouts.fiche_rubrics import choose_fields, say_asides, say_kept
from annexes.readers.layouts.fiche_text import Block, FicheText
from annexes.readers.mapping.cells import read_cell
from annexes.readers.mapping.rubrics import RUBRIC_OF, WITHOUT_FIELD, RubricFields
from annexes.readers.rubric_values import Told, read_rubric
from annexes.readers.rubrics import Rubric, read_label
from annexes.readers.titles import EXPLICIT, ThemeTitle
from annexes.reading import Severity
from annexes.values.blanks import says_nothing, without_dotted_lines

_VERSION = re.compile(r"\(?\s*(version|maj|mise a jour|actualis|revis|reactualis|v\.?\s?\d)[^()]*\)?\s*$")
_PLAN = re.compile(
    r"(?:pgt|pedt|ctg|pre|pel|projet (?:global|educatif)|convention territoriale|contrat de ville|"
    r"programme de reussite|"
    r"plan mercredi|ville d|commune d|mairie d|communaute d|agglomeration)\b"
)
_HEAD_TITLE = 300


def write_fiche(
    fiche: FicheText, builder: Builder, rubrics: RubricFields, *, sheet: str, pages: Sequence[Cell]
) -> None:
    """Add the fiche with its fields; every cell of it is settled, and what is doubtful is said."""
    choose_fields(fiche, rubrics, builder)
    _Writer(fiche, builder, sheet, pages).write()


class _Writer:
    def __init__(self, fiche: FicheText, builder: Builder, sheet: str, pages: Sequence[Cell]) -> None:
        self.fiche, self.builder, self.sheet, self.pages = fiche, builder, sheet, pages
        self.label = fiche.mark or Label(Kind.ACTION)
        self.code = ""  # beside its number
        self.fields: Fields = {}
        self.kept: list[str] = []  # what has no field: it goes to the end of the description
        self.told: list[tuple[Cell, Told]] = []

    def write(self) -> None:
        fiche, builder = self.fiche, self.builder
        for cell in fiche.cells:
            builder.attach(cell)
        self._read_pages()
        title, cell = self._title()
        for block in fiche.blocks:
            self._block(block)
        if not title and not self._says_anything():
            self._leave_blank()
            return
        place = fiche.place.under(fiche.section)
        parent = self._parent(place)
        if self.kept:
            merge_fields(self.fields, {"description": "\n".join(self.kept)})
        action = self._action(title, cell, parent)
        say_asides(fiche, builder)
        self._say(action, place, parent)

    # The number and the title

    def _read_pages(self) -> None:
        """What the header of the pages says, when the fiche itself gives no number."""
        for cell in self.pages:
            found = next((mark for line in cell.lines if (mark := mark_inside(line))), None)
            if found is None:
                continue
            if not self.label.number:
                self.label = replace(found, title=self.label.title)
            if found.number == self.label.number:
                self.builder.attach(cell)

    def _title(self) -> tuple[str, Cell]:
        """The title, and the cell that gives the fiche its address."""
        fiche = self.fiche
        anchor = next(iter([*fiche.cells, *(c for c, _ in fiche.head), *(b.cell for b in fiche.blocks)]))
        self._number_of_blocks()
        title = self.label.title
        if match := _VERSION.match(flat(title)):
            self.fields["version_label"], title = title[: match.end()].strip("() "), ""
        head = [(cell, line) for cell, line in fiche.head if not self._is_version(cell, line)]
        labelled = next((b for b in fiche.blocks if b.rubric is Rubric.TITLE and b.lines), None)
        if labelled is not None:
            title = " ".join(labelled.texts)
            anchor = labelled.lines[0][0]
        elif not title and (chosen := _best_title(head)):
            anchor, title = chosen[0]
            title = " ".join(line for _, line in chosen)
            for cell, _ in chosen:
                self.builder.attach(cell)
            head = [line for line in head if line not in chosen]
        for cell, _ in head:
            if not self.builder.is_settled(cell):
                self.builder.keep(cell, "texte au-dessus de la fiche, hors de ses rubriques")
        if not self.label.number and (mark := read_mark(self.sheet)) is not None and self.sheet:
            self.label = replace(mark, title="")
        return without_dotted_lines(one_line(title)), anchor

    def _number_of_blocks(self) -> None:
        for block in self.fiche.blocks:
            text = one_line(" ".join(block.texts))
            if block.rubric is Rubric.CODE and text and not says_nothing(text):
                mark = read_mark(f"Fiche {text}") or Label(Kind.ACTION, number=text[:30])
                if self.label.integer is not None and mark.integer is None:
                    self.code = mark.number
                else:
                    self.label = replace(mark, title=self.label.title or mark.title)
                self._attach(block)

    def _is_version(self, cell: Cell, line: str) -> bool:
        if len(line) > 100 or not _VERSION.match(flat(line)) or not any(char.isdigit() for char in line):
            return False
        self.fields["version_label"] = line.strip("() ")
        self.builder.attach(cell)
        return True

    # The blocks

    def _block(self, block: Block) -> None:
        if block.rubric in (Rubric.TITLE, Rubric.CODE):
            self._attach(block) if block.lines else self._ignore(block)
            return
        texts = tuple(line for line in map(without_dotted_lines, block.texts) if line)
        if says_nothing("\n".join(texts)) and not block.records:
            self._ignore(block)
            return
        if block.chosen == NOTHING or block.rubric is Rubric.ALSO_SERVES:
            self._leave_out(block)
            return
        if block.records or self._read(block, texts):
            self._attach(block)
        else:
            self._keep_cells(block)
        self._records(block)

    def _read(self, block: Block, texts: tuple[str, ...]) -> bool:
        """Whether something of the block was understood, and not only kept in words."""
        if not texts:
            return True
        if block.rubric in (*PARENTS, Rubric.CHALLENGE, Rubric.ATTACHMENT):
            return self._place(block.rubric, texts, block)
        if block.others:
            return self._several(block, texts)
        if block.chosen and block.chosen not in RUBRIC_OF and block.chosen != DESCRIBED:
            cell = block.lines[0][0]
            return self._take(read_cell(block.chosen, texts, cell.where), cell, block)
        if block.rubric is not None and block.rubric not in WITHOUT_FIELD:
            return self._rubric(block.rubric, texts, block)
        self._keep(block, texts)
        if block.chosen is None:
            say_kept(block, self.builder)
        return False

    def _rubric(self, rubric: Rubric, texts: tuple[str, ...], block: Block) -> bool:
        reader = {
            Rubric.LINKS: read_links,
            Rubric.STEPS: read_steps,
            Rubric.NOTES: read_notes,
            Rubric.DOCUMENTS: read_documents,
            Rubric.SCHEDULE: read_calendar,
            Rubric.REFERENT: self._referent,
        }.get(rubric)
        cell = block.lines[0][0]
        told = reader(block.words, texts) if reader else read_rubric(rubric, texts, cell.where)
        return self._take(told, cell, block)

    def _take(self, told: Told, cell: Cell, block: Block) -> bool:
        """The fields that a text gives; what it leaves goes to the description. Whether it gave anything else."""
        merge_fields(self.fields, told.fields)
        self.told.append((cell, told))
        if told.note:
            self._keep(block, tuple(told.note.split("\n")))
            if not told.hints:
                self.builder.say(
                    cell,
                    Severity.WARNING,
                    "unclear-value",
                    f"une partie de « {block.words} » n’entre dans aucun champ de la fiche",
                    "gardée à la fin de la description, sous cette étiquette",
                )
        return bool(told.fields) or not told.note

    def _several(self, block: Block, texts: tuple[str, ...]) -> bool:
        """One label for several rubrics: each line goes where its own words say, the others to the first."""
        rubrics = (block.rubric or Rubric.OTHER, *block.others)
        shares: dict[Rubric, list[str]] = {rubric: [] for rubric in rubrics}
        current = rubrics[0]
        marked = False
        for text in texts:
            label = read_label(text)
            if label is not None and label.rubric in shares:
                current, marked = label.rubric, True
                if label.rest:
                    shares[current].append(label.rest)
            else:
                shares[current].append(text)
        if not marked and len(texts) == len(rubrics):
            shares = {rubric: [text] for rubric, text in zip(rubrics, texts, strict=True)}
        if not marked and len(texts) > 0 and len(rubrics) > 1:
            self.builder.say(
                block.lines[0][0],
                Severity.WARNING,
                "several-rubrics",
                f"« {block.words} » annonce plusieurs rubriques sans les séparer",
                "réparti par lignes : à vérifier"
                if len(texts) == len(rubrics)
                else "lu comme la première : à vérifier",
            )
        read = [self._rubric(rubric, tuple(share), block) for rubric, share in shares.items() if share]
        return any(read)

    def _referent(self, words: str, texts: tuple[str, ...]) -> Told:
        """The person to ask: the contact of the pilote, when there is one pilote and one name."""
        leads = [p for p in self.fields.get("participations", ()) if p.role is Role.LEAD]
        name = re.sub(r"^(?:M\.|Mr|Mme|Mlle|Monsieur|Madame)\s+", "", one_line(" ".join(texts)))
        if len(leads) == 1 and not leads[0].contact and re.fullmatch(r"[^\d,;:@()/]{3,60}", name):
            others = tuple(p for p in self.fields["participations"] if p is not leads[0])
            self.fields["participations"] = (replace(leads[0], contact=name), *others)
            return Told({}, f"« {name} » est lu comme le contact de « {leads[0].partner} »")
        return Told({}, note="\n".join(texts))

    def _records(self, block: Block) -> None:
        for cell, record in block.records:
            merge_fields(self.fields, record.fields)
            for doubt in record.doubts:
                self.told.append((cell, Told({}, doubt)))
            if record.rest:
                self._keep(block, (" ; ".join(record.rest),))
                self.builder.say(
                    cell,
                    Severity.INFO,
                    "kept-in-description",
                    f"une partie de cette ligne (« {block.words} ») n’a pas de champ dans la fiche",
                    "gardée à la fin de la description",
                )

    def _place(self, rubric: Rubric, texts: tuple[str, ...], block: Block) -> bool:
        if rubric is Rubric.CHALLENGE:
            merge_fields(self.fields, {"challenge": bulleted(texts)})
        if rubric is Rubric.CHALLENGE and (len(texts) > 1 or len(texts[0]) > _HEAD_TITLE):
            return True
        if rubric is Rubric.ATTACHMENT:
            path = read_path(texts, block.lines[0][0])
            self.fiche.place.add(path)
            if path:
                return True
            rubric = Rubric.OPERATIONAL
        parent = parent_of(Rubric.INTERMEDIATE if rubric is Rubric.CHALLENGE else rubric, texts[0], block.lines[0][0])
        if parent is not None:
            self.fiche.place.add({rubric: parent})
        if len(texts) > 1:
            self._keep(block, texts[1:])
        return True

    def _keep(self, block: Block, texts: Iterable[str]) -> None:
        lines = [line for line in texts if line]
        if len(lines) == 1:
            self.kept.append(f"{block.words} : {strip_bullet(lines[0])[0]}")
        else:
            self.kept.extend((f"{block.words} :", *bulleted(tuple(lines)).split("\n")))

    def _attach(self, block: Block) -> None:
        for cell in (block.cell, *(cell for cell, _ in block.lines)):
            self.builder.attach(cell)

    def _keep_cells(self, block: Block) -> None:
        for cell in (block.cell, *(cell for cell, _ in block.lines)):
            self.builder.keep(cell, f"rubrique « {block.words} » : gardée en texte dans la description de la fiche")

    def _leave_out(self, block: Block) -> None:
        why = "comme vous l’avez choisi" if block.chosen == NOTHING else "un rattachement se change dans le logiciel"
        for cell in (block.cell, *(cell for cell, _ in block.lines)):
            self.builder.ignore(cell, f"rubrique « {block.words} » : laissée de côté, {why}")

    def _ignore(self, block: Block) -> None:
        self.builder.ignore(block.cell, "étiquette sans contenu")
        for cell, _ in block.lines:
            self.builder.ignore(cell, "ligne à remplir, laissée vide")

    # The fiche

    def _says_anything(self) -> bool:
        return bool(self.fields or self.kept)

    def _leave_blank(self) -> None:
        for cell in [*self.fiche.cells, *(cell for cell, _ in self.fiche.head)]:
            self.builder.attached.discard(id(cell))
            self.builder.fates.pop(id(cell), None)
            self.builder.ignore(cell, "fiche vierge")
        for block in self.fiche.blocks:
            self._ignore(block)
        cells = [*self.fiche.cells, *(block.cell for block in self.fiche.blocks)]
        if cells:
            self.builder.say(cells[0], Severity.INFO, "blank-fiche", "cette fiche n’est pas remplie", "laissée de côté")

    def _parent(self, place: Place) -> ObjectiveDraft | None:
        """Open the levels that the fiche names; `None` when it must be attached by hand."""
        builder, parents = self.builder, place.parents
        theme = parents.get(Rubric.THEME)
        if theme is not None:
            known = builder.themes[-1] if builder.themes else None
            if known is None or fold(known.title) != fold(theme.title):
                builder.name_theme(ThemeTitle(theme.title, EXPLICIT), theme.cell)
        if Rubric.AXIS not in parents and not any(
            parents[rubric].title for rubric in (Rubric.INTERMEDIATE, Rubric.OPERATIONAL) if rubric in parents
        ):
            return None
        builder.open.clear()
        parent: ObjectiveDraft | None = None
        rubrics = [Rubric.AXIS, Rubric.INTERMEDIATE, Rubric.OPERATIONAL]
        if Rubric.INTERMEDIATE not in parents:
            rubrics[1] = Rubric.CHALLENGE
        for rubric in rubrics:
            found: Parent | None = parents.get(rubric)
            if found is not None:
                number = found.number.rpartition(".")[2] if rubric is Rubric.AXIS else found.number
                label = Label(Kind.TEXT, found.title, number)
                parent = builder.open_objective(LEVEL_OF[rubric], label, found.cell, pointed=True)
        return parent

    def _action(self, title: str, cell: Cell, parent: ObjectiveDraft | None) -> ActionDraft:
        builder, label = self.builder, self.label
        if not title:
            title = f"Fiche {label.number} (sans intitulé)" if label.number else "Fiche sans intitulé"
            builder.say(
                cell,
                Severity.WARNING,
                "fiche-without-title",
                "cette fiche n’a pas d’intitulé",
                "complétez-la avant ou après l’import",
            )
        number, suffix = label.number, label.suffix
        action = builder.add_action(Label(Kind.ACTION, title, number, suffix), cell, parent)
        action.code = action.code or self.code
        merge_fields(action.fields, self.fields)
        return action

    def _say(self, action: ActionDraft, place: Place, parent: ObjectiveDraft | None) -> None:
        for cell, told in self.told:
            action.hints.extend(told.hints)
            if told.doubt:
                self.builder.say(cell, Severity.WARNING, "unclear-value", told.doubt, "à vérifier")
        if parent is None and place.parents:
            self.builder.say(
                action.cell,
                Severity.INFO,
                "fiche-place-in-words",
                f"la {action.name} ne nomme pas l’objectif qu’elle sert",
                f"à rattacher ; elle dit : « {place.words[:200]} »",
            )
        if self.fiche.helps:
            cell, _ = self.fiche.helps[0]
            self.builder.say(
                cell,
                Severity.INFO,
                "help-in-label",
                f"{len(self.fiche.helps)} aide(s) à la saisie imprimée(s) dans les étiquettes",
                f"laissée(s) de côté : {' ; '.join(text for _, text in self.fiche.helps)[:300]}",
            )


def _best_title(head: Sequence[tuple[Cell, str]]) -> list[tuple[Cell, str]]:
    """The lines above the first label that make the title: a heading first, then bold, then capitals, then any."""
    lines = [
        (cell, line)
        for cell, line in head
        if len(line) <= _HEAD_TITLE * 3 and not _PLAN.match(flat(line)) and classify(line).kind is not Kind.SEPARATOR
    ]
    for chosen in (
        [one for one in lines if one[0].style > 0],
        [one for one in lines if one[0].is_bold],
        [one for one in lines if one[1].isupper()],
        lines,
    ):
        if chosen:
            first = chosen[0]
            return [one for one in chosen if one[0] is first[0]]
    return []
