import { attachmentsOf, wordsOf } from "../state/files";
import { Attachments } from "./attachments";

/** What a message says, and the files that came with it. */
export function Said({ entry }: { entry: { kind: string; text: string } }) {
  const attachments = attachmentsOf(entry);
  return (
    <>
      {wordsOf(entry.text, attachments)}
      {attachments.length > 0 && <Attachments attachments={attachments} />}
    </>
  );
}
