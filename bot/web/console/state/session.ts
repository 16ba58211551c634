import { signal } from "@preact/signals";
import { wholeAgent } from "./defaults";
import { Desk } from "./desk";
import { get, post, Refused } from "./http";
import type { Parts } from "./parts";
import type { Agent } from "./protocol";

export type View = "loading" | "sign-in" | "redeem" | "desk";

/** Who is signed in, and which page that makes. */
export class Session {
  readonly view = signal<View>("loading");
  readonly desk = signal<Desk | null>(null);
  /** True when the server ended the session while the agent was at work. */
  readonly ended = signal(false);
  private code: string | null = null;

  constructor(private readonly parts: Parts) {
    addEventListener("hashchange", () => this.takeCode());
  }

  async begin(): Promise<void> {
    if (!this.takeCode()) await this.askWhoWeAre();
  }

  async signIn(email: string, password: string): Promise<void> {
    const { agent } = await post<{ agent: Agent }>("/api/console/sign-in", { email, password });
    this.enter(agent);
  }

  async redeem(password: string): Promise<void> {
    const { agent } = await post<{ agent: Agent }>("/api/console/redeem", { code: this.code, password });
    this.code = null;
    this.enter(agent);
  }

  async leaveRedeem(): Promise<void> {
    this.code = null;
    await this.askWhoWeAre();
  }

  async signOut(): Promise<void> {
    try {
      await post("/api/console/sign-out", {});
    } catch (problem) {
      // Already signed out is what we wanted; anything else would leave the session open on a shared computer.
      if (!(problem instanceof Refused && problem.code === "not_signed_in")) {
        this.parts.notices.show("signOut", problem instanceof Refused ? problem.problem : null);
        return;
      }
    }
    this.desk.value?.leave();
    this.desk.value = null;
    this.ended.value = false;
    this.view.value = "sign-in";
  }

  /** Go to the sign-in page if the server no longer knows us; the desk keeps its drafts for when we are back. */
  async doubt(): Promise<void> {
    try {
      await get("/api/console/me");
    } catch (problem) {
      if (problem instanceof Refused && problem.code === "not_signed_in") this.expire();
    }
  }

  expire(): void {
    if (this.view.value !== "desk") return;
    this.desk.value?.pause();
    this.ended.value = true;
    this.view.value = "sign-in";
  }

  private async askWhoWeAre(): Promise<void> {
    try {
      const { agent } = await get<{ agent: Agent }>("/api/console/me");
      this.enter(agent);
    } catch {
      this.view.value = "sign-in";
    }
  }

  private enter(told: Agent): void {
    const agent = wholeAgent(told);
    if (this.desk.value?.agent.value.id !== agent.id) {
      this.desk.value?.leave();
      this.desk.value = new Desk(agent, this.parts, this);
    }
    this.ended.value = false;
    this.view.value = "desk";
    this.desk.value?.start();
  }

  /** Move a one-time code from the address bar into memory: it must not stay in the history. */
  private takeCode(): boolean {
    const code = new URLSearchParams(location.hash.slice(1)).get("code");
    if (!code) return false;
    history.replaceState(null, "", location.pathname + location.search);
    this.code = code;
    this.desk.value?.pause();
    this.view.value = "redeem";
    return true;
  }
}
