import { moodOf } from "../state/words";
import { useTexts } from "./context";
import { Icon } from "./icon";

/** How the customer feels: a face and a word, never a colour alone. */
export function MoodMark({ frustration }: { frustration: number }) {
  const { moods } = useTexts();
  const mood = moodOf(frustration);
  return (
    <span class="mood" data-mood={mood}>
      <Icon name={mood} />
      {moods[mood]}
    </span>
  );
}
