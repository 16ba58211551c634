type Area = "localStorage" | "sessionStorage";

/** What storage would not take: it may be forbidden or full. Then a value lives as long as the page. */
const memory = new Map<string, string>();

/** The text kept under `key`, or null. */
export function recall(key: string, area: Area = "localStorage"): string | null {
  // What only fitted in memory is newer than what storage still holds.
  const kept = memory.get(key);
  if (kept !== undefined) return kept;
  try {
    return window[area].getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text under `key`; null forgets it. */
export function remember(key: string, value: string | null, area: Area = "localStorage"): void {
  memory.delete(key);
  try {
    if (value === null) window[area].removeItem(key);
    else window[area].setItem(key, value);
  } catch {
    if (value !== null) memory.set(key, value);
  }
}

/** One value kept as JSON. */
export interface Slot<T> {
  read(): T | null;
  write(value: T | null): void;
}

export function slot<T>(key: string, area: Area = "localStorage"): Slot<T> {
  return {
    read() {
      try {
        return JSON.parse(recall(key, area) ?? "null") as T | null;
      } catch {
        // Something else wrote here: as good as nothing.
        return null;
      }
    },
    write: (value) => remember(key, value === null ? null : JSON.stringify(value), area),
  };
}
