import type { Conversation } from "../state/conversation";
import type { Entry, Thought } from "../state/protocol";
import { ElsewhereRow } from "./elsewhere_row";
import { HappeningRow } from "./happening_row";
import { MessageRow } from "./message_row";
import { NoteRow } from "./note_row";

type Props = { entry: Exclude<Entry, Thought>; conversation: Conversation };

/** One entry of the transcript; kinds that we do not know are shown as nothing. */
export function EntryRow({ entry, conversation }: Props) {
  const { ownActor } = conversation;
  switch (entry.kind) {
    case "customer_messaged":
    case "bot_replied":
    case "agent_replied":
      return <MessageRow entry={entry} conversation={conversation} />;
    case "note_added":
      return <NoteRow entry={entry} isOwn={entry.actor === ownActor} />;
    case "said_elsewhere":
      return <ElsewhereRow entry={entry} />;
    default:
      return <HappeningRow entry={entry} conversation={conversation} />;
  }
}
