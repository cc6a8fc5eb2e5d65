"""The fiches of a plan as they are printed: their place, the short answers, the rubrics, in the order of domain 4.4."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from actions.enums import Horizon, Nature, Priority, Role, Status, Weather
from actions.fiche import SEVERAL
from actions.wording import ages_wording, status_wording, weather_wording
from annexes.comparing.addresses import FicheIndex, index_of
from annexes.contents.anchors import anchors_of
from annexes.contents.fiche_grids import funding_grid, indicator_grid, step_grid
from annexes.contents.model import (
    Fact,
    FicheSheet,
    FicheStyle,
    Grid,
    Line,
    PathStep,
    Rubric,
    prose,
)
from annexes.contents.order import placed
from annexes.contents.schedule import dates_words, schedule_words
from annexes.contents.wording import address_wording, day_wording
from annexes.edition import Edition
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    IndicatorOutline,
    LinkOutline,
    NoteOutline,
    ObjectiveOutline,
    ObjectivePath,
    ParticipationOutline,
    PlanOutline,
    ThemeOutline,
)
from annexes.vocabulary import Vocabulary
from indicators.enums import IndicatorKind
from plans.enums import Level

BLANK_ACTION = ActionOutline("")
FORM_ANCHOR = "formulaire"
LONG_NAME = 40  # characters: between longer names, commas are hard to tell from those inside
_LEVELS = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)
INDICATOR_TITLES = {
    IndicatorKind.OUTPUT: "Indicateurs de réalisation",
    IndicatorKind.RESULT: "Indicateurs de résultat",
    IndicatorKind.OUTCOME: "Indicateurs d’effet",
    IndicatorKind.MEANS: "Indicateurs de moyens",
    IndicatorKind.CONTEXT: "Indicateurs de contexte",
}
BARE = IndicatorOutline("")
_MORE_ROLES = {  # named after the partners
    Role.FUNDER: "Financeurs",
    Role.CONTRACTOR: "Prestataires",
    Role.RELAY: "Relais d’information",
}


def fiche_sheets(
    outline: PlanOutline,
    edition: Edition,
    *,
    style: FicheStyle = FicheStyle.COMPLETE,
    vocabulary: Vocabulary | None = None,
    contacts: bool = False,
) -> Iterator[FicheSheet]:
    """Every fiche of the plan in the order of print: under its objective, then those without one, theme by theme.

    `vocabulary` gives the labels of the reference lists. Contacts are named when `contacts` asks for them. A blank
    form, and a blank fiche when there is no fiche at all, are one sheet with nothing in it.
    """
    writer = _Writer(outline, edition, style, vocabulary or Vocabulary(), contacts=contacts)
    sheets = () if style is FicheStyle.FORM else placed(outline)
    none = True
    for theme, path, action in sheets:
        none = False
        yield writer.sheet(theme, path, action)
    if none and style in (FicheStyle.BLANK, FicheStyle.FORM):
        yield writer.form()


class _Writer:
    def __init__(
        self, outline: PlanOutline, edition: Edition, style: FicheStyle, vocabulary: Vocabulary, *, contacts: bool
    ) -> None:
        self.edition, self.style, self.vocabulary, self.contacts = edition, style, vocabulary, contacts
        self.charter = outline.has_wednesday_charter
        self.index: FicheIndex[ActionOutline] = index_of(outline)
        self.anchors = anchors_of(outline)
        self.levels = [level for level in _LEVELS if level in edition.level_labels]

    def sheet(self, theme: ThemeOutline, path: tuple[ObjectiveOutline, ...], action: ActionOutline) -> FicheSheet:
        sheet = FicheSheet(
            anchor=self.anchors.get(id(action), FORM_ANCHOR),
            label=self.edition.action_label,
            reference=action.reference,
            title=action.title,
            theme=theme.title,
            path=tuple(PathStep(self.edition.labels(one.level).singular, one.code, one.title) for one in path),
            marks=tuple(self._marks(action)),
            facts=tuple(self._facts(action)),
            rubrics=tuple(self._rubrics(action)),
            version_label=action.version_label,
            remark="Rattachement à vérifier" if action.doubtful else "",
            style=self.style,
            progress=action.progress,
        )
        if self.style is not FicheStyle.ELECTED:
            return sheet
        return replace(
            sheet,
            marks=tuple(mark for mark in sheet.marks if mark.value),
            facts=tuple(fact for fact in sheet.facts if fact.value),
            rubrics=tuple(rubric for rubric in sheet.rubrics if not rubric.is_empty),
        )

    def form(self) -> FicheSheet:
        """What the kind of plan asks for, and nothing else."""
        path = tuple(PathStep(self.edition.labels(level).singular, "", "") for level in self.levels)
        theme = self.edition.labels(Level.THEME).singular if Level.THEME in self.edition.level_labels else ""
        blank = replace(
            self.sheet(ThemeOutline(""), (), BLANK_ACTION),
            path=(PathStep(theme, "", ""), *path) if theme else path,
            style=FicheStyle.FORM,
        )
        return replace(blank, marks=(Fact("Statut", ""), *blank.marks[1:]))

    # The short answers

    def _marks(self, action: ActionOutline) -> Iterator[Fact]:
        yield Fact("Statut", status_wording(Status(action.status)))
        yield Fact("Priorité", str(Priority(action.priority).label) if action.priority else "")
        yield Fact("Nature", str(Nature(action.nature).label) if action.nature else "")
        yield Fact("Échéance", schedule_words(action))
        yield Fact("Horizon", str(Horizon(action.horizon).label) if action.horizon else "")
        yield Fact("Avancement", f"{action.progress} %" if action.progress is not None else "")
        yield Fact("Météo", weather_wording(Weather(action.weather)) if action.weather else "")

    def _facts(self, action: ActionOutline) -> Iterator[Fact]:
        yield self._people(action, Role.LEAD)
        for role in (Role.CO_LEAD, Role.OPERATOR, Role.FACILITATOR):
            fact = self._people(action, role)
            if fact.value or (role is Role.OPERATOR and self.style is not FicheStyle.COMPLETE):
                yield fact
        yield Fact("Élu référent", action.elected_lead)
        ages = ages_wording(action.age_min, action.age_max).replace(" ans", "\u00a0ans")
        yield Fact("Public", _listed([*self._words("audiences", action.audiences), ages], action.audience_note))
        yield Fact("Temps de l’enfant", _listed(self._words("child_times", action.child_times)))
        yield Fact("Échelle territoriale", _listed(self._words("scales", action.scales), action.scale_note))
        yield Fact("Lieux", _listed(place.name for place in action.places))
        yield Fact("Domaines", _listed(self._words("domains", action.domains)))
        if action.charter_axes or (self.charter and self.style in (FicheStyle.BLANK, FicheStyle.FORM)):
            yield Fact("Charte Plan mercredi", _listed(self._words("charter_axes", action.charter_axes)))
        said = schedule_words(action)
        for label, detail in (
            ("Dates", dates_words(action.starts_on, action.due_on)),
            ("Calendrier", action.schedule_note),
        ):
            if detail and detail.casefold() != said.casefold():
                yield Fact(label, detail)
        if action.merged_into is not None:
            yield Fact("Fusionnée dans", address_wording(action.merged_into))
        if action.renewed_from is not None:
            yield Fact("Reprise de", address_wording(action.renewed_from))

    def _people(self, action: ActionOutline, role: Role) -> Fact:
        held = [one for one in action.participations if one.role is role]
        label = SEVERAL.get(role, str(role.label)) if len(held) > 1 else str(role.label)
        return Fact(label, _listed(self._named(one) for one in held))

    def _named(self, one: ParticipationOutline) -> str:
        return f"{one.partner} ({one.contact})" if self.contacts and one.contact else one.partner

    def _words(self, name: str, codes: Iterable[str]) -> list[str]:
        return [self.vocabulary.label(name, code) for code in codes]

    # The rubrics

    def _rubrics(self, action: ActionOutline) -> Iterator[Rubric]:
        if action.status_reason:
            yield Rubric("Motif du statut", prose(action.status_reason))
        yield Rubric("Enjeu", prose(action.challenge))
        yield Rubric("Contexte et constats", prose(action.context), dotted=4)
        yield Rubric("Objectifs et dynamiques", prose(action.objectives), dotted=4)
        yield Rubric("Description", prose(action.description), dotted=5)
        yield self._steps(action)
        yield Rubric("Réalisations attendues", prose(action.outputs), dotted=3)
        yield Rubric("Effets attendus", prose(action.expected_effects), dotted=3)
        yield Rubric("Partenaires mobilisables", tuple(self._partners(action)))
        schemes = _listed(action.schemes)
        yield Rubric("Dispositifs mobilisables", (Line(schemes),) if schemes else ())
        yield self._gridded("Financements mobilisables", prose(action.funding_note), funding_grid(action.fundings))
        yield from self._indicators(action)
        yield Rubric("Liens", tuple(self._links(action.links)))
        if action.also_serves:
            yield Rubric("Sert aussi", tuple(Line(_path(one), bullet=True) for one in action.also_serves))
        yield Rubric("Bilan et suites", tuple(line for note in action.notes for line in _note(note)), dotted=4)
        if action.documents:
            yield Rubric("Documents", tuple(_document(one) for one in action.documents))

    def _steps(self, action: ActionOutline) -> Rubric:
        """A table, or a numbered list when nothing is known of the steps but what they are."""
        if any(step.who or step.due_on or step.done_on for step in action.steps) or not action.steps:
            return self._gridded("Étapes", (), step_grid(action.steps), dotted=3)
        return Rubric(
            "Étapes", tuple(Line(step.title, bullet=True, mark=f"{rank}.") for rank, step in enumerate(action.steps, 1))
        )

    def _indicators(self, action: ActionOutline) -> Iterator[Rubric]:
        """A table, or a list for each kind when nothing is known of the indicators but what they are."""
        if any(replace(one, label="", kind=IndicatorKind.OUTPUT) != BARE for one in action.indicators) or (
            not action.indicators
        ):
            grid = indicator_grid(action.indicators, self.edition.edited_on.year)
            yield self._gridded("Indicateurs", (), grid, dotted=3)
            return
        for kind, title in INDICATOR_TITLES.items():
            labels = [one.label for one in action.indicators if one.kind is kind]
            if labels:
                yield Rubric(title, tuple(Line(label, bullet=True) for label in labels))

    def _gridded(self, title: str, lines: tuple[Line, ...], grid: Grid, dotted: int = 2) -> Rubric:
        shown = bool(grid.rows) or (self.style in (FicheStyle.BLANK, FicheStyle.FORM) and not lines)
        return Rubric(title, lines, (grid,) if shown else (), dotted)

    def _partners(self, action: ActionOutline) -> Iterator[Line]:
        """The partners, then those who pay, work and tell under the name of their role."""
        for role, lead in {Role.PARTNER: "", **_MORE_ROLES}.items():
            if names := _listed(self._named(one) for one in action.participations if one.role is role):
                yield Line(names, lead=lead)

    def _links(self, links: Iterable[LinkOutline]) -> Iterator[Line]:
        """Under the transversal axis that they belong to, those of none first."""
        groups: dict[str, list[LinkOutline]] = {"": []}
        for link in links:
            groups.setdefault(link.group, []).append(link)
        for group, held in groups.items():
            for link in held:
                found = self.index.find(link.target) if link.target is not None else None
                anchor = self.anchors[id(found)] if found is not None else ""
                yield Line(link.text or _target(link, found), bullet=True, lead=group, anchor=anchor)


def _target(link: LinkOutline, found: ActionOutline | None) -> str:
    """What a link that bears no text of its own leads to."""
    if found is not None and found.reference:
        return f"Fiche {found.reference} – {found.title}"
    if found is not None:
        return found.title
    said = address_wording(link.target) if link.target is not None else ""
    return said[:1].upper() + said[1:]


def _document(document: DocumentOutline) -> Line:
    """A link, or the title of a file that the software keeps."""
    if document.url:
        return Line(document.title, bullet=True, url=document.url)
    return Line(f"{document.title} (fichier joint à la fiche)" if document.file else document.title, bullet=True)


def _path(path: ObjectivePath) -> str:
    """« Enfance › I › OI 2 › OO 1 : Ouvrir les accueils »: the codes of the levels above, the last one in full."""
    *above, last = filter(None, path)
    return " › ".join((*(label.partition(" : ")[0] for label in above), last))


def _note(note: NoteOutline) -> Iterator[Line]:
    """The year begins the first line, or stands above a list."""
    lead = f"{note.year}, écrit le {day_wording(note.written_on)}" if note.written_on else str(note.year)
    first, *others = prose(note.text) or (Line(""),)
    if first.bullet:
        yield Line("", lead=lead)
        yield first
    else:
        yield Line(first.text, lead=lead)
    yield from others


def _listed(names: Iterable[str], note: str = "") -> str:
    """Names between commas, or semicolons when one of them is long or has a comma; then what is said in words."""
    said = [name for name in names if name]
    joined = (" ; " if any("," in name or len(name) > LONG_NAME for name in said) else ", ").join(said)
    return " ; ".join(part for part in (joined, note) if part)
