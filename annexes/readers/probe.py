"""Workbooks that cannot be measured are first opened in a process of their own, whose memory and time are counted.

A damaged .xls, or an .xlsx whose cells are written as nobody does, says sizes that are not: calamine reserves what it
says, and a reservation that fails ends the process (one wrong byte asked for 155 GB); a chain of sectors that turns in
circles never ends. Nothing of this can be caught. The workbook is opened again, in the process that asked, once it is
known to open.
"""

import subprocess
import sys

from annexes.readers.container import Opened, damaged

MEMORY = 2 * 1024 * 1024 * 1024  # bytes; sheets that are formatted to their last row take a quarter of it
SECONDS = 60

_PROGRAM = f"""
import resource, sys
from io import BytesIO
from python_calamine import CalamineWorkbook, SheetTypeEnum
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
largest = 0, ""
for meta in book.sheets_metadata:
    if meta.typ is SheetTypeEnum.WorkSheet:
        sheet = book.get_sheet_by_name(meta.name)
        largest = max(largest, (sheet.total_height * sheet.total_width, meta.name))
sys.stdout.buffer.write(f"{{largest[0]}} {{largest[1]}}".encode())
"""


def largest_sheet(opened: Opened) -> tuple[int, str]:
    """The number of cells of the rectangle of the largest sheet, and its name. Raise `Unreadable`."""
    try:
        done = subprocess.run(  # noqa: S603 — a constant program of ours, which reads the file as bytes
            [sys.executable, "-I", "-c", _PROGRAM], input=opened.data, capture_output=True, timeout=SECONDS, check=True
        )
    except subprocess.SubprocessError as error:
        raise damaged(opened.name) from error
    area, _, title = done.stdout.decode("utf-8", "replace").partition(" ")
    return int(area), title
