import { signal } from "@preact/signals";
import type { Explanation } from "./entries";
import { get, NoAnswer, post, Refused } from "./http";
import type { Problem } from "./protocol";

/** The policy in force, and what is to be said about it. */
export type PolicyAnswer = {
  version: string;
  text: string;
  at: string;
  by: string | null;
  warnings: string[];
  /** Of the file on the disk: where there are any, the policy in force is an older one. */
  problems: string[];
  versions: { version: string; at: string; by: string | null }[];
};

/** `where`: the queue or the action; null for a question. */
type Side = { kind: string; rule: string; reason: string; where: string | null };
export type Turn = { conversation: string; seq: number; at: string; then: Side; now: Side; why: Explanation };
/** In minutes; who was still in line at the end counts as having waited until then. */
export type Waits = { median: number; nine_in_ten: number; longest: number; still_waiting: number };
/** An estimate: agents at the same time while anybody was there, and the most places that they had. */
export type OnDuty = { least: number; most: number; places: number; staffed_hours: number; hours: number };

/** What recorded conversations would have been under another policy. */
export type Replayed = {
  conversations: number;
  turns: number;
  /** `automate → human` or `human billing → human safety`, with how many turns. */
  changes: Record<string, number>;
  handoffs_then: number;
  handoffs_now: number;
  minutes_each: number | null;
  /** By what the waits are simulated: places that were asked for, who was on duty, or the most that agents ever had. */
  staffing: "given" | "on_duty" | "at_once";
  /** Null where they are those of who was on duty. */
  places: number | null;
  on_duty: OnDuty | null;
  waits_then: Waits | null;
  waits_now: Waits | null;
  extra_minutes: number | null;
  moved: Turn[];
  high_stakes_kept: Turn[];
};

// A year of conversations takes a while.
const REPLAY_WITHIN_MS = 180_000;

/** What a supervisor looks at on the page of the policy; outlives the page, so that nothing typed is lost. */
export class PolicyBoard {
  readonly inForce = signal<PolicyAnswer | null>(null);
  /** The policy to be tried; null until somebody changes it. */
  readonly draft = signal<string | null>(null);
  /** A day, as the date field writes it; empty for all. */
  readonly since = signal("");
  /** As if agents always had so many; null for as it was. */
  readonly places = signal<number | null>(null);
  readonly replayed = signal<Replayed | null>(null);
  readonly underWay = signal<"load" | "reload" | "replay" | null>(null);
  /** Why the policy could not be had, and why the replay did not run: lines, in the server's words. */
  readonly problem = signal<Problem | "no answer" | null>(null);
  readonly replayProblem = signal<Problem | "no answer" | null>(null);

  constructor(private readonly refused: (problem: Refused) => void) {}

  load(): Promise<void> {
    return this.during("load", this.problem, async () => {
      this.inForce.value = await get<PolicyAnswer>("/api/console/policy");
    });
  }

  reload(): Promise<void> {
    return this.during("reload", this.problem, async () => {
      this.inForce.value = await post<PolicyAnswer>("/api/console/policy/reload", {});
    });
  }

  replay(): Promise<void> {
    this.replayed.value = null;
    return this.during("replay", this.replayProblem, async () => {
      const since = this.since.value ? new Date(`${this.since.value}T00:00`).toISOString() : null;
      const body = { policy: this.text, since, places: this.places.value };
      this.replayed.value = await post<Replayed>("/api/console/replay", body, REPLAY_WITHIN_MS);
    });
  }

  /** Whether the policy to be tried is another one than that in force. */
  get isChanged(): boolean {
    return this.draft.value !== null && this.draft.value !== this.inForce.value?.text;
  }

  get text(): string {
    return this.draft.value ?? this.inForce.value?.text ?? "";
  }

  private async during(
    what: NonNullable<PolicyBoard["underWay"]["value"]>,
    problem: PolicyBoard["problem"],
    work: () => Promise<void>,
  ): Promise<void> {
    if (this.underWay.value) return;
    this.underWay.value = what;
    problem.value = null;
    try {
      await work();
    } catch (cause) {
      if (cause instanceof Refused) {
        this.refused(cause);
        problem.value = cause.problem;
      } else if (cause instanceof NoAnswer) {
        problem.value = "no answer";
      } else {
        throw cause;
      }
    } finally {
      this.underWay.value = null;
    }
  }
}
