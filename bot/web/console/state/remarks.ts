import {
  type CustomerEdited,
  type CustomerReacted,
  type Entry,
  isMessage,
  type NotDelivered,
  type SentAgain,
} from "./protocol";

/** What became of a message after it stood there. */
export type Remarks = {
  /** The customer's; empty where they took it back. */
  reaction: string;
  edits: readonly CustomerEdited[];
  failure: NotDelivered | null;
  again: SentAgain | null;
  /** It was told as failed, and is there. */
  isThereAfterAll: boolean;
  /** How far it got, on the last message that got there. */
  reached: "delivered" | "read" | null;
};

export const NOTHING: Remarks = { reaction: "", edits: [], failure: null, again: null, isThereAfterAll: false, reached: null };

/** Everything that is about an entry, by its number. */
export function remarksOf(entries: readonly Entry[]): ReadonlyMap<number, Remarks> {
  const found = new Map<number, Remarks>();
  const change = (seq: number | null, to: Partial<Remarks>) => {
    if (seq !== null) found.set(seq, { ...(found.get(seq) ?? NOTHING), ...to });
  };
  let delivered = 0;
  let read = 0;
  // Told late, what they did first is still the first.
  for (const entry of entries.filter(isByCustomer).sort((one, other) => doneAt(one) - doneAt(other))) {
    if (entry.kind === "customer_reacted") change(entry.about_seq, { reaction: entry.undone ? "" : entry.emoji });
    else change(entry.about_seq, { edits: [...(found.get(entry.about_seq ?? 0)?.edits ?? []), entry] });
  }
  for (const entry of entries) {
    switch (entry.kind) {
      case "not_delivered":
        change(entry.about_seq, { failure: entry, again: null, isThereAfterAll: false });
        break;
      case "sent_again":
        change(entry.about_seq, { failure: null, again: entry });
        break;
      case "arrived_after_all":
        change(entry.about_seq, { failure: null, isThereAfterAll: true });
        break;
      case "delivered":
        delivered = Math.max(delivered, entry.up_to_seq);
        break;
      case "read":
        read = Math.max(read, entry.up_to_seq);
        break;
    }
  }
  const said = entries.filter((entry) => isOurs(entry) && !found.get(entry.seq)?.failure).map(({ seq }) => seq);
  const lastUpTo = (mark: number) => said.findLast((seq) => seq <= mark) ?? null;
  change(lastUpTo(Math.max(delivered, read)), { reached: "delivered" });
  // What was read was delivered too.
  change(lastUpTo(read), { reached: "read" });
  return found;
}

/** Kinds that say something about another entry or the customer; they stand there, and nowhere else. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set([
  "delivered",
  "read",
  "not_delivered",
  "sent_again",
  "arrived_after_all",
  "customer_named",
]);

export function standsElsewhere(entry: Entry): boolean {
  if (entry.kind === "customer_reacted") return entry.about_seq !== null;
  if (entry.kind === "customer_edited") return entry.about_seq !== null;
  return ABOUT_OTHERS.has(entry.kind);
}

function isByCustomer(entry: Entry): entry is CustomerReacted | CustomerEdited {
  return entry.kind === "customer_reacted" || entry.kind === "customer_edited";
}

function doneAt({ at, sent_at }: CustomerReacted | CustomerEdited): number {
  return Date.parse(sent_at ?? at);
}

function isOurs(entry: Entry): boolean {
  return isMessage(entry) && (entry.kind === "bot_replied" || entry.kind === "agent_replied");
}
