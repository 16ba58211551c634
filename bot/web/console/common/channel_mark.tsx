import { channelName } from "../state/words";
import { useTexts } from "./context";
import { Icon } from "./icon";

/** Our own page is the rule; on a card, only what comes from elsewhere is marked. */
export const OWN = "website";

/** Where the customer writes. */
export function ChannelMark({ channel }: { channel: string }) {
  const texts = useTexts();
  return (
    <span class="channel" data-testid="channel" data-channel={channel}>
      {channel === "messenger" && <Icon name="messenger" />}
      {channelName(texts, channel)}
    </span>
  );
}

export function ChannelTag({ channel }: { channel: string }) {
  if (channel === OWN) return null;
  return (
    <span class="tag">
      <ChannelMark channel={channel} />
    </span>
  );
}
