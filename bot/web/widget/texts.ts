import en from "../locales/widget.en.json";
import hans from "../locales/widget.zh-Hans.json";
import hant from "../locales/widget.zh-Hant.json";
import { fill, type Locale } from "../shared/locale";

export type TextKey = keyof typeof en;
/** Says a text of the widget in one language. */
export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

const TEXTS: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { en, "zh-Hans": hans, "zh-Hant": hant };

export function sayIn(locale: Locale): Say {
  return (key, values = {}) => fill(TEXTS[locale][key], values);
}
