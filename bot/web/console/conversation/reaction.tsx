import { fill } from "../../shared/locale";
import { useTexts } from "../common/context";

/** The customer's emoji on a message. */
export function Reaction({ emoji }: { emoji: string }) {
  const { delivery } = useTexts();
  if (!emoji) return null;
  return (
    <p class="reaction" data-testid="reaction" role="img" aria-label={fill(delivery.reaction, { emoji })}>
      {emoji}
    </p>
  );
}
