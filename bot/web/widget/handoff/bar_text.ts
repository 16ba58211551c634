import type { Locale } from "../../shared/locale";
import type { Chat } from "../chat";
import type { Wait } from "../protocol";
import { hasLeftMessage } from "./left_message";
import { whenOf } from "./moments";
import { type SayHandoff, sayHandoffIn } from "./texts";

/** What the bar says. */
export interface BarText {
  mode: "line" | "nobody" | "message" | "call" | "agent" | "closed" | "none";
  title: string;
  hint: string;
  /** What changes only when a customer who listens would want to hear of it again. */
  gist: string;
}

/** From here on a wait is told in hours. */
const HOURS_FROM = 90;
const A_FEW = 5;

/** Who has the conversation, in words; nothing while it is the bot. */
export function barText(chat: Chat): BarText {
  const say = sayHandoffIn(chat.locale);
  const { owner, agent } = chat.conversation;
  if (owner === "queue") return lineText(chat, say);
  if (owner === "agent") return plain("agent", agent ? say("with_agent", { name: agent }) : say("with_person"));
  return owner === "closed" ? plain("closed", say("closed"), say("closed_hint")) : plain("none", "");
}

/** Where the customer stands and how long it usually takes; or that nobody is here, or what they chose instead. */
function lineText(chat: Chat, say: SayHandoff): BarText {
  const { conversation, locale } = chat;
  const { place, wait, opens_at, on_duty, callback } = conversation;
  const back = opens_at ? say("back", { when: whenOf(opens_at, locale) }) : "";
  if (callback) {
    return plain("call", callText(callback.phone, callback.due_at, locale), say("will_call_hint"));
  }
  if (hasLeftMessage(chat)) return plain("message", say("left"), follow(say("left_hint"), back));
  if (on_duty === false || opens_at) return plain("nobody", say("nobody"), back || say("back_unknown"));
  const title = place ? say("place", { n: place }) : say("asked");
  return { mode: "line", title, hint: wait ? rangeText(wait, say) : say("no_range"), gist: title + roughly(wait) };
}

export function callText(phone: string, at: string, locale: Locale): string {
  // No line ends inside a number.
  return sayHandoffIn(locale)("will_call", { phone: phone.replaceAll(" ", "\u00a0"), when: whenOf(at, locale) });
}

/** How long it usually takes; never rounded towards what the customer would like to hear. */
export function rangeText({ low, high }: Wait, say: SayHandoff): string {
  const isLong = high > HOURS_FROM;
  const unit = say(isLong ? "hours" : "minutes");
  const from = isLong ? Math.floor(low / 60) : low;
  const to = isLong ? Math.ceil(high / 60) : high;
  if (to <= 2 && !isLong) return say("soon");
  if (from <= 0) return say(to <= A_FEW && !isLong ? "few" : "up_to", { n: to, unit });
  return from < to ? say("range", { low: from, high: to, unit }) : say("about", { n: to, unit });
}

/** The same for ranges that feel the same: each step is about half as long again. */
function roughly(wait: Wait | null | undefined): number {
  return wait ? Math.round(Math.log2(Math.max(wait.high, 1)) * 2) : -1;
}

function plain(mode: BarText["mode"], title: string, hint = ""): BarText {
  return { mode, title, hint, gist: title + hint };
}

/** Two sentences, one after the other. A Chinese full stop brings its own room. */
export function follow(one: string, other: string): string {
  return other && !one.endsWith("。") ? `${one} ${other}` : one + other;
}
