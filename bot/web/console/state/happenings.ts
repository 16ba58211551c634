import { fill, type Locale } from "../../shared/locale";
import type { Texts } from "./language";
import type { CustomerCame, Happening, Supervised, Tagged, WaitPromised } from "./protocol";
import { appName } from "./reach";
import { declineReasonName, dispositionName, intentName, moment, queueName, reasonName } from "./words";

/** What happened, in one line; null for what we have no words for: a server may be newer than this page. */
export function happeningLine(texts: Texts, locale: Locale, entry: Happening): string | null {
  const { entry: lines } = texts;
  const name = ("agent_name" in entry && entry.agent_name) || lines.somebody;
  const isByAgent = entry.actor.startsWith("agent:");
  const timeOf = (at: string) => moment(at, Date.parse(entry.at), locale);
  switch (entry.kind) {
    case "agent_joined":
      return fill(lines.joined, { name });
    case "agent_lost":
      return fill(lines.lost, { name });
    case "handed_back":
      return fill(lines.handedBack, { name });
    case "closed":
      return entry.agent_name ? fill(lines.closedBy, { name }) : lines.closed;
    case "reopened":
      return lines.reopened;
    case "erased":
      return lines.erased;
    case "rated":
      return entry.helped ? lines.helped : lines.notHelped;
    case "handoff_requested":
      return fill(lines.requested, { queue: queueName(texts, entry.queue), reason: reasonName(texts, entry.reason) });
    case "ticket_offered":
      return fill(lines.offered, { name });
    case "offer_declined":
      return entry.reason
        ? fill(lines.declinedWhy, { name, reason: declineReasonName(texts, entry.reason) })
        : fill(lines.declined, { name });
    case "offer_lapsed":
      return fill(lines.expired, { name });
    case "wait_promised":
      return promised(texts, entry, timeOf);
    case "message_left":
      return lines.messageLeft;
    case "callback_requested":
      return fill(lines.callbackRequested, { time: timeOf(entry.due_at), phone: entry.phone });
    case "callback_cancelled":
      return lines.callbackCancelled;
    case "callback_due":
      return lines.callbackDue;
    case "customer_left":
      return lines.customerLeft;
    case "customer_back":
      return lines.customerBack;
    case "abandoned":
      return lines.abandoned;
    case "transferred":
      return fill(lines.transferred, { name, to: entry.to_name ?? queueName(texts, entry.queue) });
    case "requeued":
      return lines.requeued;
    case "supervised":
      return supervised(texts, entry);
    case "snoozed":
      return entry.until ? fill(lines.snoozed, { name, time: timeOf(entry.until) }) : fill(lines.woken, { name });
    case "tagged":
      return tagged(texts, name, entry);
    case "intent_corrected":
      return fill(lines.corrected, { name, was: intentName(texts, entry.was), intent: intentName(texts, entry.intent) });
    case "wrapped_up":
      return entry.disposition
        ? fill(lines.wrappedUp, { disposition: dispositionName(texts, entry.disposition) })
        : lines.wrapUpSkipped;
    case "customer_came":
      return came(texts, entry);
    case "customer_reacted":
      return entry.undone ? null : fill(lines.reacted, { emoji: entry.emoji });
    case "customer_edited":
      return fill(lines.editedEarlier, { text: entry.text });
    case "taken_elsewhere":
      return fill(isByAgent ? lines.givenAway : lines.takenElsewhere, { name: appName(texts, entry.app) });
    case "back_from_elsewhere":
      return fill(isByAgent ? lines.takenBack : lines.backFromElsewhere, { name: appName(texts, entry.app) });
    case "wanted_elsewhere":
      return fill(lines.wantedElsewhere, { name: appName(texts, entry.app) });
    case "joined":
      return entry.undone ? lines.takenApart : lines.joinedPerson;
    default:
      return null;
  }
}

/** What somebody wrote about it. */
export function happeningNote(entry: Happening): string | null {
  if (entry.kind === "handed_back") return entry.note ?? null;
  return entry.kind === "supervised" ? entry.why : null;
}

function promised({ entry }: Texts, { low, high, opens_at }: WaitPromised, timeOf: (at: string) => string): string {
  if (high !== null) {
    const from = Math.floor((low ?? 0) / 60);
    const to = Math.max(1, Math.ceil(high / 60));
    return from === to ? fill(entry.promisedAbout, { n: to }) : fill(entry.promised, { low: from, high: to });
  }
  return opens_at ? fill(entry.promisedOpening, { time: timeOf(opens_at) }) : entry.promisedNothing;
}

function came({ entry }: Texts, { source, ref, title }: CustomerCame): string {
  const name = title || ref;
  if (!name) return entry.cameSomehow;
  return fill(source === "ADS" ? entry.cameAd : entry.came, { ref: name });
}

function supervised({ entry }: Texts, { act, supervisor_name, agent_name }: Supervised): string | null {
  const line = entry.supervised[act];
  // An act of a newer server.
  return line ? fill(line, { supervisor: supervisor_name, name: agent_name ?? entry.somebody }) : null;
}

function tagged({ entry }: Texts, name: string, { tags }: Tagged): string {
  if (tags.length === 0) return fill(entry.untagged, { name });
  return fill(entry.tagged, { name, tags: tags.join(entry.tagSeparator) });
}
