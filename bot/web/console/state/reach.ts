import { fill, type Locale, tagOf } from "../../shared/locale";
import type { Texts } from "./language";
import type { NotDelivered, Reach, Trouble } from "./protocol";

const HOUR_MS = 3_600_000;

/** Until when we may write: freely, only as a person, or not at all. */
export type Window =
  | { kind: "free"; leftMs: number; isSoonOver: boolean; personUntil: string | null }
  | { kind: "person"; leftMs: number; until: string }
  | { kind: "closed" };

export function windowOf({ bot_until, person_until }: Reach, now: number): Window {
  const leftMs = bot_until ? Date.parse(bot_until) - now : 0;
  if (leftMs > 0) return { kind: "free", leftMs, isSoonOver: leftMs <= HOUR_MS, personUntil: person_until };
  const asPersonMs = person_until ? Date.parse(person_until) - now : 0;
  if (person_until && asPersonMs > 0) return { kind: "person", leftMs: asPersonMs, until: person_until };
  return { kind: "closed" };
}

/** "2 d 3 h", "3 h 12 min", "12 min": a time that is read, not watched. */
export function timeLeft({ reach }: Texts, leftMs: number): string {
  const minutes = Math.floor(leftMs / 60_000);
  if (minutes < 1) return reach.lastMinute;
  if (minutes < 60) return fill(reach.minutes, { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return fill(reach.days, { d: Math.floor(hours / 24), h: hours % 24 });
  return fill(reach.hours, { h: hours, m: minutes % 60 });
}

/** "Fri, 14:00": within a week the day says enough. */
export function dayAndTime(at: string, locale: Locale): string {
  return new Date(at).toLocaleString(tagOf(locale), { weekday: "short", hour: "numeric", minute: "2-digit" });
}

/** Our name for another application. */
export function appName({ reach }: Texts, app: string): string {
  const named: Readonly<Record<string, string>> = reach.apps;
  return named[app] ?? (app.startsWith("app ") ? fill(reach.app, { id: app.slice(4) }) : app);
}

/** Why a message did not arrive; the server's own sentence where it is newer than this page. */
export function problemOf({ delivery }: Texts, { code, problem }: NotDelivered): string {
  const named: Readonly<Record<string, string>> = delivery.problems;
  return named[code] ?? problem;
}

export function troubleOf({ reach }: Texts, { code, problem }: Pick<Trouble, "code" | "problem">): string {
  const named: Readonly<Record<string, string>> = reach.troubles;
  return named[code] ?? problem;
}
