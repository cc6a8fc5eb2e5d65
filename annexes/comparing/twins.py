"""What the plan seems to have already, under a title close to that of the file (rule V08). Pure and close to linear."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from accounts.text import fold
from annexes.outline import ActionOutline, ThemeOutline
from plans.likeness import SHORT, alike

CROWD = 40  # a word that more titles hold says nothing
COMPARED = 3  # titles of the plan compared with each of the file


def twin_fiches(
    new: Sequence[ActionOutline], left: Sequence[ActionOutline]
) -> Iterator[tuple[ActionOutline, ActionOutline]]:
    """The fiches of a file that the plan has not, each with the one that the file lacks and whose title is alike."""
    holders: dict[str, list[int]] = defaultdict(list)
    for rank, action in enumerate(left):
        for word in set(fold(action.title).split()):
            holders[word].append(rank)
    taken: set[int] = set()
    for action in new:
        shared: Counter[int] = Counter()
        for word in set(fold(action.title).split()):
            if len(holders.get(word, ())) <= CROWD:
                shared.update(holders.get(word, ()))
        for rank, _ in shared.most_common(COMPARED):
            if rank not in taken and any(alike((action.title, left[rank].title))):
                taken.add(rank)
                yield action, left[rank]
                break


def namesakes(
    new: Sequence[ActionOutline], left: Sequence[ActionOutline]
) -> Iterator[tuple[ActionOutline, ActionOutline]]:
    """The fiches of a file and of the plan that alone bear one long enough title."""
    olds, news = _alone_by_title(left), _alone_by_title(new)
    yield from ((news[title], olds[title]) for title in news if title in olds)


def twin_themes(
    new: Sequence[ThemeOutline], left: Sequence[ThemeOutline]
) -> Iterator[tuple[ThemeOutline, ThemeOutline]]:
    """The themes of a file that the plan has not, each with the one that alone bears its annexe number or its code."""
    left = [theme for theme in left if theme.title]
    taken: set[int] = set()
    for name in ("annexe_number", "code"):
        olds, news = _alone(left, name), _alone([theme for theme in new if theme.title], name)
        for key, theme in news.items():
            old = olds.get(key)
            if old is not None and id(old) not in taken and id(theme) not in taken:
                taken.update((id(old), id(theme)))
                yield theme, old


def _alone_by_title(actions: Sequence[ActionOutline]) -> dict[str, ActionOutline]:
    titles = [(fold(action.title), action) for action in actions]
    number = Counter(title for title, _ in titles)
    return {title: action for title, action in titles if len(title) >= SHORT and number[title] == 1}


def _alone(themes: Sequence[ThemeOutline], name: str) -> dict[str, ThemeOutline]:
    named = [(fold(getattr(theme, name)), theme) for theme in themes]
    number = Counter(key for key, _ in named)
    return {key: theme for key, theme in named if key and number[key] == 1}
