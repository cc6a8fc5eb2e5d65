"""Workbooks written by this software."""

from annexes.excel.offers import Offers
from annexes.excel.workbook import write_workbook

__all__ = ["Offers", "write_workbook"]
