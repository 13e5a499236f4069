"""`make soak-lives`: thousands of generated lives against the clerk's books; prints counts, exit code 1 if any differs.

Of each failing life seed and steps are printed: written as an example above the test in tests/life they stay tried.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
import traceback
from collections import Counter
from typing import Any

from tests import databases
from tests.life.lives import DEEDS, EDGES, STEPS, live

PROGRESS = 250  # lives from one line to the next


async def main(count: int, seed: int) -> int:
    """So many lives on a database of their own; the exit code."""
    url = databases.server()
    await databases.prepare(url)
    source = await databases.template(url, seeded=False)
    async with (
        databases.clone(url, source, f"emall_run_{os.getpid()}_lives") as address,
        databases.opened(address, connections=3),
    ):
        return await _lives(count, seed)


async def _lives(count: int, seed: int) -> int:
    dice, tried, edges = random.Random(seed), Counter[str](), Counter[tuple[str, str]]()
    failed: list[str] = []
    began, cpu = time.monotonic(), time.process_time()
    lived = 0
    for lived in range(1, count + 1):
        life, steps = dice.randrange(2**32), dice.randint(STEPS // 2, STEPS)
        try:
            edges.update((await live(life, steps, tried)).clerk.edges)
        except asyncio.CancelledError:  # Ctrl-C: what was lived until now counts
            lived -= 1
            break
        except Exception:  # whatever it is, it is a life that went wrong
            failed.append(f"@example(seed={life}, steps={steps})")
            print(failed[-1], traceback.format_exc(), sep="\n", flush=True)
        if lived % PROGRESS == 0:
            print(f"{lived} of {count} lives, {len(failed)} violations", flush=True)
    told: dict[str, Any] = {
        "seed": seed,
        "lives": lived,
        "seconds": round(time.monotonic() - began),
        "cpu seconds of this process": round(time.process_time() - cpu),
        "deeds done": sum(number for name, number in tried.items() if name.endswith("done")),
        "deeds refused": sum(number for name, number in tried.items() if name.endswith("refused")),
        "moves of orders": edges.total(),
        "edges": f"{len(EDGES & set(edges))} of {len(EDGES)}",
        "never": sorted(" → ".join(edge) for edge in EDGES - set(edges)),
        "rarest": {" → ".join(edge): number for edge, number in edges.most_common()[:-9:-1]},
        "never done": [name for name in DEEDS if not tried[f"{name} done"]],
    }
    print(json.dumps(told, indent=1, ensure_ascii=False))
    for one in failed:
        print("VIOLATION", one)
    print(f"{len(failed)} violations, seed {seed}")
    return 1 if failed else 0


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--count", type=int, default=5000)
    given.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = given.parse_args()
    sys.exit(asyncio.run(main(chosen.count, chosen.seed)))
