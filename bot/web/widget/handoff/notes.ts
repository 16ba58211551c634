import type { Locale } from "../../shared/locale";
import type { HandoffEvent } from "../protocol";
import { callText } from "./bar_text";
import { type SayHandoff, sayHandoffIn } from "./texts";

/** What a row of the transcript says; empty for what only a newer server knows. */
export function noteText(event: HandoffEvent, locale: Locale): string {
  const say = sayHandoffIn(locale);
  switch (event.kind) {
    case "message_left":
    case "callback_cancelled":
    case "abandoned":
    case "requeued":
    case "reopened":
      return say(event.kind);
    case "joined":
    case "lost":
    case "handed_back":
      return say(event.kind, { name: event.name });
    case "closed":
      return event.name ? say("closed_by", { name: event.name }) : say("closed");
    case "rated":
      return say("thanks");
    case "callback":
      return callText(event.phone, event.due_at ?? event.at, locale);
    case "transferred":
      return transferText(event, say);
    default:
      return "";
  }
}

function transferText({ name, to }: HandoffEvent & { kind: "transferred" }, say: SayHandoff): string {
  return to ? say("transferred_to", { name, to }) : say("transferred", { name });
}
