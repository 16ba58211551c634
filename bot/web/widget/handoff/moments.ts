import { type Locale, tagOf } from "../../shared/locale";
import { clockTime, isSameDay } from "../../shared/time";
import { sayHandoffIn } from "./texts";

const DAYS_NAMED_ALONE = 6;

function format(at: string, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(at);
  return isNaN(+date) ? "" : date.toLocaleString(tagOf(locale), options);
}

export function timeOf(at: string, locale: Locale): string {
  return clockTime(at, tagOf(locale));
}

/** "today", "tomorrow" or "Monday, 23 November". */
export function dayOf(at: string, locale: Locale, now = new Date()): string {
  const away = daysUntil(at, now);
  const say = sayHandoffIn(locale);
  if (away === 0 || away === 1) return say(away === 0 ? "today" : "tomorrow");
  return format(at, locale, { weekday: "long", day: "numeric", month: "long" });
}

/** "today at 14:00", "on Monday at 09:00", "on Monday, 30 November at 09:00": in the customer's time zone. */
export function whenOf(at: string, locale: Locale, now = new Date()): string {
  const say = sayHandoffIn(locale);
  const time = timeOf(at, locale);
  const away = daysUntil(at, now);
  if (away === 0 || away === 1) return say(away === 0 ? "when_today" : "when_tomorrow", { time });
  const isNear = away > 0 && away <= DAYS_NAMED_ALONE;
  const day = isNear ? format(at, locale, { weekday: "long" }) : dayOf(at, locale, now);
  return say("when_day", { day, time });
}

/** Moments that follow each other, by the customer's days. */
export function byDay(moments: readonly string[]): string[][] {
  const days: string[][] = [];
  for (const moment of moments) {
    const day = days.at(-1);
    if (day?.[0] && isSameDay(day[0], moment)) day.push(moment);
    else days.push([moment]);
  }
  return days;
}

/** Midnights between now and then. Rounded, because a day with a change of the clock has 23 or 25 hours. */
function daysUntil(at: string, now: Date): number {
  return Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000);
}
