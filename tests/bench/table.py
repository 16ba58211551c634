"""The lines of the bench's table."""

import statistics
from collections.abc import Sequence


def quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Return p50 and p99 in milliseconds."""
    ordered = sorted(seconds)
    return statistics.median(ordered) * 1000, ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000


def row(name: str, seconds: Sequence[float], bare: float | None = None) -> None:
    """Print a line of the table."""
    p50, p99 = quantiles(seconds)
    ratio = f"{p50 / bare:6.2f} × encoder" if bare else ""
    print(f"{name:<52}{p50:8.2f} ms p50 {p99:8.2f} ms p99   {ratio}")
