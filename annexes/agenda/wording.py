"""Where a date stands, in words."""

from datetime import date


def done_words(day: date | None) -> str:
    """« faite le 12/03/2026 », « faite »."""
    return f"faite le {day:%d/%m/%Y}" if day else "faite"


def late_words(due: date, today: date) -> str:
    """« en retard d’un jour », « en retard de 12 jours »."""
    days = (today - due).days
    return "en retard d’un jour" if days == 1 else f"en retard de {days} jours"
