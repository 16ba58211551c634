import type { Away } from "../state/protocol";
import { appName } from "../state/reach";
import { useTexts } from "../common/context";
import { ChannelTag } from "../common/channel_mark";
import { CardButton } from "./card_button";

/** What another application has: to be read, and taken back. */
export function AwayCard({ away }: { away: Away }) {
  const texts = useTexts();
  return (
    <li class="card" data-testid="away" data-conversation={away.conversation}>
      <CardButton card={away}>
        <span class="card-row">
          <span class="card-title">{appName(texts, away.app)}</span>
          <ChannelTag channel={away.channel} />
        </span>
        <span class="card-message card-message-short">{away.last_message || texts.line.noMessage}</span>
      </CardButton>
    </li>
  );
}
