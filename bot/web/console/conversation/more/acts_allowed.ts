import type { Conversation } from "../../state/conversation";
import type { Card } from "../../state/protocol";
import { OWN } from "../../common/channel_mark";
import { useDesk } from "../../common/context";

/** In the order of the menu. */
export type Act =
  | "transfer"
  | "snooze"
  | "wake"
  | "tags"
  | "messengerLink"
  | "assign"
  | "takeOver"
  | "takeFromBot"
  | "requeue"
  | "neverAgain"
  | "giveAway";

const IN_LINE: ReadonlySet<Card["state"]> = new Set(["waiting", "offered", "callback"]);

/** What we may do about a conversation as it stands; the server has the last word. */
export function useActs(conversation: Conversation): Act[] {
  const { line, standing, shownCard, isSupervisor } = useDesk();
  const card = shownCard.value;
  const reach = conversation.reach.value;
  const isMine = standing.value === "mine";
  const leads = isSupervisor.value;
  const isAssigned = card?.state === "assigned";
  const isLive = isAssigned || (card !== null && IN_LINE.has(card.state));
  const acts: [Act, boolean][] = [
    ["transfer", isMine],
    ["snooze", isMine && !card?.snoozed_until],
    ["wake", isMine && Boolean(card?.snoozed_until)],
    ["tags", isMine || standing.value === "ended" || leads],
    ["messengerLink", isMine && conversation.channel.value === OWN && line.channels.value.includes("messenger")],
    ["assign", leads && isLive],
    ["takeOver", leads && isLive && !isMine],
    ["takeFromBot", leads && conversation.state.value?.owner === "bot"],
    ["requeue", leads && isAssigned],
    ["giveAway", reach?.channel === "messenger" && reach.outside === null && (isMine || (leads && isAssigned))],
    ["neverAgain", leads && conversation.loaded.value],
  ];
  return acts.flatMap(([act, isAllowed]) => (isAllowed ? [act] : []));
}
