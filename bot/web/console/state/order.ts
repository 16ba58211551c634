import type { CustomerMessaged, Entry, SaidElsewhere } from "./protocol";

/** What a channel brings us, at its own time. */
type Brought = CustomerMessaged | SaidElsewhere;

/** On its way for so long, a message is said to have come later; clocks may differ by less. */
const LATE_MS = 120_000;

/** The entries as they were written: a message that came late stands before those that came earlier, written after it. */
export function inOrder(entries: readonly Entry[]): readonly Entry[] {
  const ordered: Entry[] = [];
  for (const entry of entries) {
    const place = isBrought(entry) ? placeOf(entry, ordered) : -1;
    if (place < 0) ordered.push(entry);
    else ordered.splice(place, 0, entry);
  }
  return ordered;
}

/** Whether it came when it was long written, or after what was written later. */
export function isLate(entry: CustomerMessaged, entries: readonly Entry[]): boolean {
  if (!entry.sent_at) return false;
  return Date.parse(entry.at) - Date.parse(entry.sent_at) > LATE_MS || placeOf(entry, entries) >= 0;
}

/** Where the first message stands that came before this one and was written after it; -1 where there is none. */
function placeOf(entry: Brought, entries: readonly Entry[]): number {
  if (!entry.sent_at) return -1;
  const written = Date.parse(entry.sent_at);
  return entries.findIndex((other) => isBrought(other) && other.seq < entry.seq && writtenAt(other) > written);
}

function isBrought(entry: Entry): entry is Brought {
  return entry.kind === "customer_messaged" || entry.kind === "said_elsewhere";
}

function writtenAt({ at, sent_at }: Brought): number {
  return Date.parse(sent_at ?? at);
}
