import type { Locale } from "./locale";

/** "14:05" or "2:05 PM", as the locale writes it. */
export function clockTime(at: string, locale: Locale): string {
  const date = new Date(at);
  return isNaN(+date) ? "" : date.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });
}

/** "Monday, 3 March", as the locale writes it. */
export function dayName(at: string, locale: Locale): string {
  return new Date(at).toLocaleDateString(locale, { weekday: "long", day: "numeric", month: "long" });
}

export function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
