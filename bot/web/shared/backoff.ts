const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** How long to wait before try `attempt` (0, 1, 2 …): doubling, capped, and jittered so that clients spread out. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (ceiling / 2) * random();
}
