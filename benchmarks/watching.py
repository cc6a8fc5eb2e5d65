"""What a command costs with all the processes that it starts: time, processor, memory of the largest."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.05  # seconds between two looks
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float  # seconds
    processor: float
    memory: float  # megabytes, resident, of the largest process
    output: str


def watch(command: list[str], environment: dict[str, str], limit: float) -> Cost | None:
    """Run a command in a session of its own. None when it fails or takes more than `limit` seconds."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    spent: dict[int, float] = {}
    memory = 0
    while process.poll() is None:
        for pid, seconds, kilobytes in _processes(process.pid):
            spent[pid] = max(seconds, spent.get(pid, 0.0))
            memory = max(memory, kilobytes)
        if time.perf_counter() - start > limit:
            os.killpg(process.pid, 9)
            process.wait()
            return None
        time.sleep(EVERY)
    wall = time.perf_counter() - start
    output, errors = process.communicate()
    if process.returncode:
        print(errors[-2000:], file=sys.stderr)
        return None
    return Cost(wall, sum(spent.values()), memory / 1024, output)


def session_processor() -> float:
    """Seconds of processor of the processes of this session, this one with them, and of those that it waited for."""
    waited = os.times()
    return sum(s for _, s, _ in _processes(os.getsid(0))) + waited.children_user + waited.children_system


def _processes(session: int) -> list[tuple[int, float, int]]:
    """Of each process of a session: its number, its seconds of processor, the kilobytes that it held at most."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            if int(fields[3]) != session:
                continue
            status = (folder / "status").read_text()
        except (OSError, IndexError):
            continue
        seconds = (int(fields[11]) + int(fields[12])) / TICK
        peak = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
        found.append((int(folder.name), seconds, peak))
    return found
