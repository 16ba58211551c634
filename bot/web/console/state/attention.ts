import { fill } from "../../shared/locale";
import type { Parts } from "./parts";
import type { Card, Entry } from "./protocol";
import { appName, problemOf } from "./reach";
import { intentName, languageName, reasonName } from "./words";

/** Makes sure that the agent notices: a tone and spoken words for what is new. */
export class Attention {
  private known: ReadonlySet<string> = new Set();

  constructor(private readonly parts: Parts) {}

  follow(offers: readonly Card[]): void {
    const fresh = offers.filter((card) => !this.known.has(offerKey(card)));
    this.known = new Set(offers.map(offerKey));
    if (fresh.length === 0) return;
    this.parts.tone.play();
    const texts = this.parts.language.texts.value;
    for (const card of fresh) {
      this.parts.announcer.say(
        fill(texts.live.offer, {
          intent: intentName(texts, card.intent),
          reason: reasonName(texts, card.reason),
          language: languageName(texts, card.language),
        }),
      );
    }
  }

  /** Say what came into the conversation that is shown. */
  read(entries: readonly Entry[], ownActor: string): void {
    const texts = this.parts.language.texts.value;
    for (const entry of entries) {
      if (entry.kind === "customer_messaged") {
        this.parts.announcer.say(fill(texts.live.message, { text: entry.text }));
      } else if (entry.kind === "agent_replied" && entry.actor === ownActor) {
        this.parts.announcer.say(texts.live.replied);
      } else if (entry.kind === "not_delivered") {
        this.parts.announcer.say(`${texts.delivery.failed} ${problemOf(texts, entry)}`);
      } else if (entry.kind === "arrived_after_all") {
        this.parts.announcer.say(texts.delivery.afterAll);
      } else if (entry.kind === "said_elsewhere") {
        this.parts.announcer.say(`${appName(texts, entry.app)}: ${entry.text}`);
      } else if (entry.kind === "note_added" && entry.actor === ownActor) {
        this.parts.announcer.say(texts.live.noted);
      }
    }
  }
}

/** The same ticket offered a second time is news again. */
function offerKey(card: Card): string {
  return `${card.ticket} ${card.offer_ends_at}`;
}
