"""Stopwatches of the search benchmark: wall time beside CPU time, since others may keep the machine busy."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Times:
    """Milliseconds of many runs of one thing: what the clock on the wall said, and what this process worked."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Time the block."""
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.wall.append((time.perf_counter() - began) * 1000)
        self.cpu.append((time.process_time() - worked) * 1000)

    def __add__(self, other: "Times") -> "Times":
        return Times(self.wall + other.wall, self.cpu + other.cpu)


def part(values: list[float], permille: int) -> float:
    """The value so many of a thousand do not exceed."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=1000, method="inclusive")[permille - 1]


HEADER = f"{'':<34}{'runs':>6}{'p50':>9}{'p95':>9}{'max':>9}{'CPU p50':>9}{'CPU p95':>9}  target"


def line(name: str, times: Times, target: str = "") -> str:
    """One row of the table, milliseconds."""
    wall, cpu = times.wall, times.cpu
    shown = (part(wall, 500), part(wall, 950), max(wall, default=0.0), part(cpu, 500), part(cpu, 950))
    return f"{name:<34}{len(wall):>6}" + "".join(f"{one:>9.2f}" for one in shown) + f"  {target}"


def memory() -> tuple[float, float]:
    """MB this process keeps in memory: all of it, and what is not merely mapped files."""
    told = dict(
        row.split(":", 1)
        for row in Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        if ":" in row
    )
    return int(told["VmRSS"].split()[0]) / 1024, int(told["RssAnon"].split()[0]) / 1024


def size_mb(root: Path) -> float:
    """MB of every file below a folder."""
    return sum(file.stat().st_size for file in root.rglob("*") if file.is_file()) / 1e6
