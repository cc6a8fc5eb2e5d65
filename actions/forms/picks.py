"""Fields where a person types and chooses: known objects by their key, new ones by their name.

Each is a list with a plain text field beside it (`<name>-new`): one name, or one name a line. The browser's script
makes one field of the two; without it, both work as they stand.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from accounts.text import clean, one_line

NEW = "-new"
ITEM_LIMIT = 200
NAME_LENGTH = 200
PROMPT = "taper pour chercher"
Groups = Iterable[tuple[str, Iterable[tuple[int, str]]]]


@dataclass(frozen=True, slots=True)
class Pick:
    """What was chosen: the key of a known object, or the name of one to find or to create; or nothing."""

    pk: int | None = None
    new: str = ""

    def __bool__(self) -> bool:
        return self.pk is not None or bool(self.new)


@dataclass(frozen=True, slots=True)
class Picks:
    """Several: known keys in the order of choosing, then names."""

    pks: tuple[int, ...] = ()
    new: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pks or self.new)


class PickWidget(forms.Select):
    """A list for one choice; `new` is the label of the text field, `told` its help, `names` the key of its native list.

    The attribute `data-combobox-url` says where more is proposed.
    """

    template_name = "actions/form/pick.html"

    def __init__(self, *, new: str = "", names: str = "", told: str = "") -> None:
        super().__init__({"data-combobox": ""})
        self.new, self.names, self.told = new, names, told
        if new:
            self.attrs["data-create"] = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return str(data.get(name) or ""), str(data.get(name + NEW) or "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and name + NEW not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen, typed = value or ("", "")
        context = super().get_context(name, chosen, attrs)
        if self.new:
            field = {"name": name + NEW, "label": self.new, "value": typed, "names": self.names, "told": self.told}
            context["widget"]["new"] = field
        return context


class PickField(forms.Field):
    """One object of `known` (key → label), or the name of a new one when the widget allows it."""

    def __init__(self, *, new: str = "", names: str = "", told: str = "", **kwargs: Any) -> None:
        super().__init__(widget=PickWidget(new=new, names=names, told=told), **kwargs)
        self.known: Container[int] = ()
        self.widget.is_required = False

    def offer(self, known: Mapping[int, str], groups: Groups | None = None, chosen: Iterable[int] = ()) -> None:
        """Accept any object of `known`; propose `groups`, or only those of `chosen`."""
        self.known = known
        if groups is None:
            self.widget.choices = [("", "")] + [(pk, known[pk]) for pk in dict.fromkeys(chosen) if pk in known]
        else:
            self.widget.choices = [("", ""), *_grouped(groups)]

    def prepare_value(self, value: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        if isinstance(value, Pick):
            return str(value.pk or ""), value.new
        return (str(value.pk if isinstance(value, models.Model) else value), "") if value else ("", "")

    def clean(self, value: Any) -> Pick:
        chosen, typed = self.prepare_value(value)
        name = one_line(typed)
        if len(name) > NAME_LENGTH:
            raise ValidationError(f"Un nom compte {NAME_LENGTH} caractères au plus.", code="long")
        if name and self.widget.new:
            return Pick(new=name)
        if chosen:
            if not chosen.isdecimal() or int(chosen) not in self.known:
                raise ValidationError("Ce choix n’existe plus : choisissez une proposition de la liste.", code="gone")
            return Pick(pk=int(chosen))
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return Pick()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


class TokensWidget(forms.SelectMultiple):
    """A list for several choices, kept in the order of choosing."""

    template_name = "actions/form/tokens.html"

    def __init__(self, *, new: str = "") -> None:
        super().__init__({"data-tokens": "", "data-placeholder": PROMPT, "size": 6})
        self.new = new
        if new:
            self.attrs["data-create"] = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[list[str], str]:
        return super().value_from_datadict(data, files, name) or [], str(data.get(name + NEW) or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen, typed = value or ([], "")
        context = super().get_context(name, chosen, attrs)
        if self.new:
            context["widget"]["new"] = {"name": name + NEW, "label": self.new, "value": typed}
        return context


class TokensField(forms.Field):
    """Several objects of `known`, and names of new ones, one a line, when the widget allows it."""

    def __init__(self, *, new: str = "", **kwargs: Any) -> None:
        super().__init__(widget=TokensWidget(new=new), required=False, **kwargs)
        self.known: Container[int] = ()

    def offer(self, known: Mapping[int, str], groups: Groups | None = None, chosen: Iterable[int] = ()) -> None:
        """Accept and propose `known`, those of `chosen` first and in their order; or by `groups`."""
        self.known = known
        if groups is not None:
            self.widget.choices = _grouped(groups)
        else:
            first = [pk for pk in dict.fromkeys(chosen) if pk in known]
            self.widget.choices = [(pk, known[pk]) for pk in [*first, *(pk for pk in known if pk not in set(first))]]

    def prepare_value(self, value: Any) -> tuple[list[str], str]:
        if isinstance(value, tuple):
            return value
        if isinstance(value, Picks):
            return [str(pk) for pk in value.pks], "\n".join(value.new)
        return [str(one.pk if isinstance(one, models.Model) else one) for one in value or ()], ""

    def clean(self, value: Any) -> Picks:
        chosen, typed = self.prepare_value(value)
        if any(not one.isdecimal() or int(one) not in self.known for one in chosen):
            raise ValidationError("Un des choix n’existe plus : vérifiez la liste.", code="gone")
        names = dict.fromkeys(filter(None, map(one_line, clean(typed).split("\n")))) if self.widget.new else {}
        if any(len(name) > NAME_LENGTH for name in names):
            raise ValidationError(f"Un nom compte {NAME_LENGTH} caractères au plus : un nom par ligne.", code="long")
        if len(chosen) + len(names) > ITEM_LIMIT:
            raise ValidationError(f"{ITEM_LIMIT} choix au plus.", code="many")
        return Picks(tuple(dict.fromkeys(map(int, chosen))), tuple(names))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


def _grouped(groups: Groups) -> list[Any]:
    """Choices for a list; a group without a name is no group."""
    choices: list[Any] = []
    for name, options in groups:
        choices += [(name, list(options))] if name else options
    return choices
