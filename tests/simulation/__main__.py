"""`make simulate WORLDS=n [SEED=s]`: live through worlds, name every breach with its seed, tell one world in full."""

import argparse
import logging
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext

import structlog

from bot.conversation.kinds import kind_of
from tests.simulation import mutants
from tests.simulation.live import worlds
from tests.simulation.world import Trace

#: Worlds that one process lives through at a time.
BATCH = 250

Batch = tuple[range, str | None]


def main() -> int:
    """Return 1 where a law was broken, or a mutant that breaks one was not seen."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000, metavar="N", help="worlds to live through (1000)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of the first; one world is told in full")
    parser.add_argument("--mutants", action="store_true", help="seed known faults instead; each must be seen")
    asked = parser.parse_args()
    if asked.mutants:
        return _mutants(asked.worlds, asked.seed)
    seeds = range(asked.seed, asked.seed + asked.worlds)
    started = time.monotonic()
    failed: list[int] = []
    happened: Counter[str] = Counter()
    lived = 0
    batches = [(seeds[n : n + BATCH], None) for n in range(0, len(seeds), BATCH)]
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for size, breaches, kinds in pool.imap_unordered(_live, batches):
            lived += size
            happened += kinds
            for seed, found in breaches:
                failed.append(seed)
                print(f"seed {seed}: {found[0]}" + (f" (and {len(found) - 1} more)" if len(found) > 1 else ""))
            if sys.stderr.isatty():
                print(f"\r{lived} of {asked.worlds}", end="", file=sys.stderr)
    passed = time.monotonic() - started
    print(f"{lived} worlds in {passed:.0f} s ({1000 * passed / lived:.0f} ms each), {len(failed)} with a breach")
    print("  " + ", ".join(f"{count} {kind}" for kind, count in happened.most_common()))
    for seed in failed[:3]:
        print(f"again, in full: make simulate WORLDS=1 SEED={seed}")
    if asked.worlds == 1:
        _tell(next(worlds(seeds))[1])
    return 1 if failed else 0


def _mutants(count: int, seed: int) -> int:
    unseen = 0
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        jobs = [(range(seed, seed + count), name) for name in mutants.MUTANTS]
        for name, (_, breaches, _) in zip(mutants.MUTANTS, pool.imap(_live, jobs), strict=True):
            seen = breaches[0] if breaches else None
            unseen += seen is None
            print(f"{name}: " + (f"seen at seed {seen[0]}: {seen[1][0]}" if seen else f"NOT SEEN in {count} worlds"))
    return 1 if unseen else 0


def _live(batch: Batch) -> tuple[int, list[tuple[int, list[str]]], Counter[str]]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    seeds, mutant = batch
    happened: Counter[str] = Counter()
    breaches: list[tuple[int, list[str]]] = []
    lived = 0
    with mutants.MUTANTS[mutant]() if mutant else nullcontext():
        for seed, trace in worlds(seeds):
            lived += 1
            happened.update(kind_of(e.event) for entries in trace.entries.values() for e in entries)
            if trace.breaches:
                breaches.append((seed, trace.breaches))
                if mutant:
                    break
    return lived, breaches, happened


def _tell(trace: Trace) -> None:
    for line in _lines(trace):
        print(line)


def _lines(trace: Trace) -> Iterator[str]:
    everything = sorted((e for entries in trace.entries.values() for e in entries), key=lambda e: (e.at, e.seq))
    for e in everything:
        yield f"{e.at:%T.%f} {e.conversation_id} {e.seq:3} epoch {e.epoch} {e.actor:14} {e.event}"
    yield from trace.breaches


if __name__ == "__main__":
    sys.exit(main())
