"""The table of a report, its late answers, and the command line both reports share."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.golden.measuring import Answer, Figures, as_json, by_kind, late


@dataclass(frozen=True, slots=True)
class Target:
    """What a kind must reach: the mean reciprocal place at least, the share without any answer at most."""

    mrr: float = 0.0
    zero: float = 1.0

    def met(self, one: Figures) -> bool:
        """Whether the figures are as good."""
        return one.mrr >= self.mrr and one.zero <= self.zero

    def __str__(self) -> str:
        parts = [f"MRR {self.mrr:.2f}" if self.mrr else "", f"zero {self.zero:.0%}" if self.zero < 1 else ""]
        return ", ".join(filter(None, parts))


TARGETS = {
    "words": Target(mrr=0.93),
    "models": Target(mrr=0.97),
    "pinyin": Target(mrr=0.95),
    "initials": Target(mrr=0.80),
    "typos": Target(mrr=0.95),
    "requests": Target(zero=0.02),
    "sentences": Target(mrr=0.92, zero=0.02),
}


def arguments(description: str) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--engine", choices=("tantivy", "meili"), default="tantivy")
    parser.add_argument("--kind", help="only the queries of this kind")
    parser.add_argument("--misses", action="store_true", help="print each query that does not begin right")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write figures and late answers there too")
    return parser.parse_args()


def show(answers: Sequence[Answer], given: argparse.Namespace, targets: dict[str, Target]) -> None:
    """Print what was asked for."""
    print(table(by_kind(answers), targets))
    if given.misses:
        print("\n".join(misses(answers)))
    if given.json:
        text = json.dumps(as_json(answers), ensure_ascii=False, indent=1)
        given.json.write_text(text + "\n", encoding="utf-8")


def table(found: Sequence[Figures], targets: dict[str, Target]) -> str:
    """A line for each kind, with its target beside it."""
    heads = ("queries", "MRR@10", "hit@1", "hit@3", "page", "zero", "relaxed", "p50 ms", "p95 ms")
    lines = [f"{'kind':<14}" + "".join(f"{head:>9}" for head in heads) + "  target"]
    for one in found:
        shares = (one.mrr, one.first, one.three, one.page, one.zero, one.relaxed)
        numbers = "".join(f"{share:>9.3f}" for share in shares)
        times = f"{one.half_ms:>9.1f}{one.most_ms:>9.1f}"
        lines.append(f"{one.kind:<14}{one.queries:>9}{numbers}{times}  {beside(one, targets)}")
    return "\n".join(lines)


def beside(one: Figures, targets: dict[str, Target]) -> str:
    """The target of a kind and whether it is met; empty where there is none."""
    target = targets.get(one.kind)
    return f"{target} {'met' if target.met(one) else 'MISSED'}" if target else ""


def misses(answers: Sequence[Answer]) -> list[str]:
    """Each late answer: place of the first right title, what was typed and wanted, the first three titles."""
    lines = []
    for answer in late(answers):
        how = "" if answer.strict or not answer.shown else " relaxed"
        lines.append(
            f"\n{answer.kind} · {answer.text} · wanted {answer.expected} · "
            f"{f'place {answer.place}' if answer.place else 'not on the first page'}{how}, {answer.total} in all"
        )
        lines += [f"    {title}" for title in answer.titles[:3]]
    return lines
