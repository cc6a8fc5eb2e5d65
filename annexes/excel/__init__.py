"""The plan as a workbook: « Annexe » to print, « Données » to work and import again, « Listes » of what is allowed."""

from annexes.excel.workbook import write_workbook

__all__ = ["write_workbook"]
