import { reasonName } from "../state/words";
import { useTexts } from "./context";
import { Icon, type IconName } from "./icon";

const ICONS: Readonly<Record<string, IconName>> = {
  asked_for_person: "person",
  accepted_person: "person",
  high_stakes: "alert",
  frustrated: "frustrated",
};

/** Why a conversation came to a person; the icon sorts at a glance, the words say it. */
export function ReasonTag({ reason }: { reason: string }) {
  const texts = useTexts();
  return (
    <span class="tag tag-reason" data-reason={reason}>
      <Icon name={ICONS[reason] ?? "bot"} />
      {reasonName(texts, reason)}
    </span>
  );
}
