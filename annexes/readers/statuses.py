"""The status that is proposed for words that name none for certain: « en stand-by », « au point mort »."""

from accounts.text import fold
from actions.enums import Status
from annexes.values.choices import STATUSES, likeliest

_CLOSE_TO = {
    Status.PROPOSED: "en discussion|en construction|en gestation|à discuter|piste",
    Status.TO_START: "en préparation|pas commencée|pas encore commencée|pas démarrée|en instance|imminente",
    Status.ONGOING: "amorcée|avancée|bien avancée|en route",
    Status.DONE: "bouclée|menée à bien|concrétisée",
    Status.POSTPONED: "ajournée|remise à plus tard|retardée|en retard",
    Status.SUSPENDED: "stand by|standby|en stand by|sommeil|en sommeil|en veille|veille|interrompue|interruption|"
    "au point mort|figée|mise en pause|mise en sommeil|paralysée|en stop",
    Status.DROPPED: "enterrée|écartée|rejetée|refusée",
}
_NEAR = STATUSES | {fold(word): status for status, words in _CLOSE_TO.items() for word in words.split("|")}


def likeliest_status(text: str) -> Status | None:
    """The status whose wording is the closest, when it is close enough to be proposed."""
    return likeliest(text, _NEAR)
