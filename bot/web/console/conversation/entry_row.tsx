import type { Entry, Thought } from "../state/protocol";
import { HappeningRow } from "./happening_row";
import { MessageRow } from "./message_row";
import { NoteRow } from "./note_row";

/** One entry of the transcript; kinds that we do not know are shown as nothing. */
export function EntryRow({ entry, ownActor }: { entry: Exclude<Entry, Thought>; ownActor: string }) {
  switch (entry.kind) {
    case "customer_messaged":
    case "bot_replied":
    case "agent_replied":
      return <MessageRow entry={entry} isOwn={entry.actor === ownActor} />;
    case "note_added":
      return <NoteRow entry={entry} isOwn={entry.actor === ownActor} />;
    default:
      return <HappeningRow entry={entry} />;
  }
}
