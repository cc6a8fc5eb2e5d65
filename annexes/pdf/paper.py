"""The sheet of paper that tables are computed for: A4 inside the margins of `base.css`."""

from dataclasses import dataclass

PIXELS = 96 / 25.4  # in a millimetre


@dataclass(frozen=True, slots=True)
class Paper:
    """`name` is its page in `base.css`; lengths are those of the content, in millimetres."""

    name: str
    width: float
    height: float  # under the padding of a page

    @property
    def room(self) -> float:
        """The height of the content, in CSS pixels."""
        return self.height * PIXELS

    def scaled(self, width: float) -> float:
        """What a width of a landscape page becomes on this one."""
        return width * self.width / LANDSCAPE.width


LANDSCAPE = Paper("landscape", 297.0 - 2 * 15, 210.0 - 17 - 15 - 3)
PORTRAIT = Paper("portrait", 210.0 - 2 * 17, 297.0 - 19 - 18 - 3)
