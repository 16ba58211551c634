import { fill } from "../../shared/locale";
import type { Texts } from "./language";
import type { Problem } from "./protocol";
import { appName } from "./reach";
import { dispositionName, presenceName, queueName } from "./words";

/** Why the server refused, in the agent's language; its own sentence where it is newer than this page. */
export function refusalLine(texts: Texts, { reason, facts = {}, message }: Problem): string {
  const sentences: Readonly<Record<string, string>> = texts.refusals;
  const sentence = sentences[reason ?? ""];
  if (!sentence) return message;
  const said = Object.entries(facts).flatMap(([name, value]) => Object.entries(spoken(texts, name, value)));
  return fill(sentence, Object.fromEntries(said));
}

function spoken(texts: Texts, name: string, value: string | number): Record<string, string | number> {
  const label = String(value);
  switch (name) {
    case "seconds":
      return { ago: ago(texts, Number(value)) };
    case "app":
      return { app: appName(texts, label) };
    case "queue":
      return { queue: queueName(texts, label) };
    case "disposition":
      return { disposition: dispositionName(texts, label) };
    case "presence":
      return { presence: presenceName(texts, value as Parameters<typeof presenceName>[1]) };
    default:
      return { [name]: value };
  }
}

function ago({ since }: Texts, seconds: number): string {
  return seconds < 120 ? fill(since.seconds, { n: seconds }) : fill(since.minutes, { n: Math.floor(seconds / 60) });
}
