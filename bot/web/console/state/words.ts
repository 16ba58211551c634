import { fill, type Locale, tagOf } from "../../shared/locale";
import { clockTime, isSameDay } from "../../shared/time";
import type { Texts } from "./language";
import type { ConversationState, Decided, Explanation, Otherwise, Presence } from "./protocol";

/** Our name for a label, or the label itself made readable: a business may add labels of its own. */
function named(names: Readonly<Record<string, string>>, label: string): string {
  return names[label] ?? readable(label);
}

function readable(label: string): string {
  const words = label.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function intentName(texts: Texts, intent: string | null): string {
  return intent ? named(texts.intents, intent) : texts.unknownIntent;
}

export function reasonName(texts: Texts, reason: string): string {
  return named(texts.reasons, reason);
}

export function languageName(texts: Texts, language: string): string {
  return named(texts.languages, language);
}

export function languageShort(texts: Texts, language: string): string {
  return named(texts.languagesShort, language);
}

export function queueName(texts: Texts, queue: string): string {
  return named(texts.queues, queue);
}

export function channelName(texts: Texts, channel: string): string {
  return named(texts.channels, channel);
}

export function slotName(texts: Texts, slot: string): string {
  return named(texts.slots, slot);
}

export function outcomeName(texts: Texts, outcome: string): string {
  return named(texts.outcomes, outcome);
}

export function dispositionName(texts: Texts, disposition: string): string {
  return named(texts.dispositions, disposition);
}

export function declineReasonName(texts: Texts, reason: string): string {
  return named(texts.line.declineReasons, reason);
}

export function presenceName({ header }: Texts, presence: Presence): string {
  return header[presence];
}

export function orderStatusName(texts: Texts, status: string): string {
  return named(texts.orderStatuses, status);
}

/** Why nobody is asked about a ticket that waits. */
export function heldUpName(texts: Texts, why: string): string {
  return named(texts.heldUp, why);
}

export function ownerName({ customer }: Texts, owner: ConversationState["owner"]): string {
  return customer.owners[owner];
}

/** What two conversations have in common. */
export function sameName({ customer }: Texts, same: string): string {
  return named(customer.same, same);
}

export function decisionName(texts: Texts, decision: string): string {
  return named(texts.decisions, decision);
}

/** Who answers: the kind alone, or with the queue or the action. */
export function sideName(texts: Texts, kind: string, where: string | null): string {
  const who = decisionName(texts, kind);
  return where ? `${who} (${kind === "human" ? queueName(texts, where) : where})` : who;
}

/** What would have changed a decision, in one line. */
export function otherwiseLine(texts: Texts, { fact, value, needed, kind }: Otherwise): string {
  const alike = !(fact in COUNTS) && percent(Number(value)) === percent(Number(needed));
  const said = (what: number | string): string =>
    alike && typeof what === "number" ? `${(what * 100).toFixed(1)}%` : factText(texts, fact, what);
  const decision = decisionName(texts, kind);
  const name = named(texts.decidingFacts, fact);
  return fill(texts.entry.otherwise, { decision, fact: name, value: said(value), needed: said(needed) });
}

/** Why the bot decided so, in one sentence; empty for what only a newer server knows. */
export function whyLine(texts: Texts, { kind, facts }: Explanation): string {
  const sentences: Readonly<Record<string, string>> = texts.whys;
  const said = Object.entries(facts).map(([name, value]) => [name, factText(texts, name, value)] as const);
  return fill(sentences[kind] ?? "", Object.fromEntries(said));
}

/** What a decision hung on; a reason that only this business's policy knows is named too. */
export function becauseLine(texts: Texts, { decision, reason, why }: Decided): string {
  if (!why) return reasonName(texts, reason);
  const line = whyLine(texts, why);
  if (decision !== "human" || why.kind !== "likeliest") return line;
  return fill(texts.entry.because, { reason: reasonName(texts, reason), why: line });
}

function factText(texts: Texts, fact: string, value: number | string): string {
  if (typeof value === "string") return fact === "action" ? actionName(texts, value) : intentName(texts, value);
  return fact in COUNTS ? String(value) : percent(value);
}

const COUNTS: Readonly<Record<string, true>> = { failures: true, bot_repeats: true, clarified: true, answers: true };

/** rasa actions are called `action_…`, which says nothing to an agent. */
export function actionName(texts: Texts, action: string): string {
  return named(texts.actions, action.replace(/^action_/, ""));
}

export type Mood = "calm" | "tense" | "frustrated" | "furious";

export function moodOf(frustration: number): Mood {
  if (frustration < 0.3) return "calm";
  // From 0.6 on, the policy that we ship hands over to a person.
  if (frustration < 0.6) return "tense";
  return frustration < 0.8 ? "frustrated" : "furious";
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** 65 seconds are "1:05", an hour and a bit "1:02:05". */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  const padded = parts.map((part) => String(part).padStart(2, "0"));
  return hours > 0 ? `${hours}:${padded.join(":")}` : padded.join(":").replace(/^0/, "");
}

/** The time of day; with the date when it was not today. */
export function moment(at: string, now: number, locale: Locale): string {
  const tag = tagOf(locale);
  const time = clockTime(at, tag);
  if (isSameDay(at, new Date(now).toISOString())) return time;
  const day = new Date(at).toLocaleDateString(tag, { month: "short", day: "numeric" });
  return day + (locale === "en" ? ", " : " ") + time;
}
