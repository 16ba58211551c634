import type { Conversation } from "./conversation";
import { Refused, upload } from "./http";
import type { Problem } from "./protocol";

/** A file of a message; `file_id` is null where it is not here, for the reason in `problem`. */
export type Attachment = {
  kind: string;
  title: string;
  file_id: string | null;
  media_type: string;
  size: number;
  problem: string;
};

/** A file that the agent chose, on its way to the server or there; `problem` is null where nobody answered. */
export type Attaching = { name: string; file?: Attachment; problem?: Problem | null };

/** What the server keeps; it looks at the bytes themselves. */
export const KEPT_TYPES = "image/jpeg,image/png,image/gif,image/webp,video/mp4,audio/mpeg,audio/mp4,audio/ogg,audio/aac,.m4a,application/pdf";
const LARGEST = 25 * 1024 * 1024;
const MOST = 10;

/** Files that came or went with a message. */
export function attachmentsOf(entry: { kind: string }): readonly Attachment[] {
  return "attachments" in entry ? (entry.attachments as Attachment[]) : [];
}

/** What a message says beside its files: a channel without words for a file writes its kind. */
export function wordsOf(text: string, attachments: readonly Attachment[]): string {
  return text === attachments.map(({ kind }) => `[${kind}]`).join(" ") ? "" : text;
}

/** Send files to the server, to go with the next reply; `tooLarge` is said of those that are. */
export async function attach(conversation: Conversation, files: readonly File[], tooLarge: string): Promise<void> {
  const room = MOST - conversation.attaching.value.length;
  await Promise.all(files.slice(0, room).map((file) => attachOne(conversation, file, tooLarge)));
}

async function attachOne(conversation: Conversation, file: File, tooLarge: string): Promise<void> {
  const attaching: Attaching = { name: file.name };
  conversation.attaching.value = [...conversation.attaching.value, attaching];
  const outcome = file.size > LARGEST ? { problem: { code: "too_large", message: tooLarge } } : await sent(conversation, file);
  conversation.attaching.value = conversation.attaching.value.map((one) =>
    one === attaching ? { ...attaching, ...outcome } : one,
  );
}

async function sent(conversation: Conversation, file: File): Promise<Partial<Attaching>> {
  const epoch = conversation.state.value?.epoch ?? 0;
  const path = `/api/console/conversations/${encodeURIComponent(conversation.id)}/files?epoch=${epoch}`;
  try {
    return await upload<{ file: Attachment }>(path, file);
  } catch (problem) {
    return { problem: problem instanceof Refused ? problem.problem : null };
  }
}
