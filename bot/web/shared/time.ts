/** "14:05", "2:05 PM" or "下午2:05", as the language's tag writes it. */
export function clockTime(at: string, tag: string): string {
  const date = new Date(at);
  return isNaN(+date) ? "" : date.toLocaleTimeString(tag, { timeStyle: "short" });
}

/** "Monday, 3 March", as the language's tag writes it. */
export function dayName(at: string, tag: string): string {
  return new Date(at).toLocaleDateString(tag, { weekday: "long", day: "numeric", month: "long" });
}

export function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
