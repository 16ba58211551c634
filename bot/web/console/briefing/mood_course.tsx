import { fill } from "../../shared/locale";
import type { Texts } from "../state/language";
import type { Feeling } from "../state/protocol";
import { moodOf, percent } from "../state/words";
import { useTexts } from "../common/context";
import { MoodMark } from "../common/mood_mark";

const WIDTH = 240;
const HEIGHT = 48;
/** Room for the dot at the end and the stroke. */
const EDGE = 6;
/** Less than this is no rise and no fall. */
const NOTABLE = 0.05;

/** How frustration went, message by message: a line, and the same in words. */
export function MoodCourse({ mood }: { mood: readonly Feeling[] }) {
  const texts = useTexts();
  const points = mood.map(({ frustration }, index) => place(frustration, index, mood.length));
  const first = mood[0];
  const last = mood.at(-1);
  const end = points.at(-1);
  if (!first || !last || !end) return null;
  return (
    <div class="course" data-mood={moodOf(last.frustration)}>
      <p class="course-words">
        {mood.length > 1 && (
          <>
            <MoodMark frustration={first.frustration} /> <span aria-hidden="true">→</span>
          </>
        )}{" "}
        <MoodMark frustration={last.frustration} />
      </p>
      <svg class="course-line" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={courseLine(texts, mood)}>
        <path class="course-base" d={`M0 ${HEIGHT - EDGE}H${WIDTH}`} />
        {points.length > 1 && <polyline points={points.map(({ x, y }) => `${x},${y}`).join(" ")} />}
        <circle cx={end.x} cy={end.y} r={4} />
      </svg>
    </div>
  );
}

function place(frustration: number, index: number, count: number): { x: number; y: number } {
  const across = count > 1 ? index / (count - 1) : 1;
  return {
    x: Math.round(EDGE + across * (WIDTH - 2 * EDGE)),
    y: Math.round(HEIGHT - EDGE - frustration * (HEIGHT - 2 * EDGE)),
  };
}

function courseLine({ briefing }: Texts, mood: readonly Feeling[]): string {
  const levels = mood.map((feeling) => feeling.frustration);
  const first = levels[0] ?? 0;
  const last = levels.at(-1) ?? 0;
  const values = { first: percent(first), last: percent(last), peak: percent(Math.max(...levels)), n: levels.length };
  if (levels.length === 1) return fill(briefing.moodOne, values);
  if (Math.abs(last - first) < NOTABLE) return fill(briefing.moodSame, values);
  return fill(last > first ? briefing.moodUp : briefing.moodDown, values);
}
