export type Locale = "en" | "zh-Hans" | "zh-Hant";

/** Each language named in itself, for the language switch. */
export const LOCALES: ReadonlyArray<{ locale: Locale; name: string }> = [
  { locale: "en", name: "English" },
  { locale: "zh-Hans", name: "简体中文" },
  { locale: "zh-Hant", name: "繁體中文" },
];

/** The locale that a BCP 47 tag asks for, or null where none of ours fits. */
export function localeOf(tag: string): Locale | null {
  const wanted = tag.toLowerCase();
  if (/^en\b/.test(wanted)) return "en";
  if (!/^(zh|yue)\b/.test(wanted)) return null;
  if (/hans/.test(wanted)) return "zh-Hans";
  return /hant|-(tw|hk|mo)\b|^yue/.test(wanted) ? "zh-Hant" : "zh-Hans";
}

/** The reader's own tag for a language: "en-GB" and "en-US" write a time differently. */
export function tagOf(locale: Locale): string {
  return navigator.languages.find((tag) => localeOf(tag) === locale) ?? locale;
}

/** The first tag that we can serve; English otherwise. */
export function pickLocale(tags: ReadonlyArray<string | null | undefined>): Locale {
  for (const tag of tags) {
    const locale = tag ? localeOf(tag) : null;
    if (locale) return locale;
  }
  return "en";
}

/** `fill("{name} has joined", { name: "Ana" })` → "Ana has joined". */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
