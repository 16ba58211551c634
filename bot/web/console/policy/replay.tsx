import { useEffect, useRef } from "preact/hooks";
import { fill } from "../../shared/locale";
import type { PolicyBoard } from "../state/policy";
import { refusalLine } from "../state/refusals";
import { useTexts } from "../common/context";
import { Lines } from "./lines";
import { Outcome } from "./outcome";
import { ReplayForm } from "./replay_form";

/** Tries a policy on what really happened; nothing is changed by it. */
export function Replay({ board }: { board: PolicyBoard }) {
  const texts = useTexts();
  const { replay: words } = texts;
  const problem = board.replayProblem.value;
  const replayed = board.replayed.value;
  const result = useRef<HTMLDivElement>(null);
  // What came of it lies below the policy, often out of sight.
  useEffect(() => {
    if (problem !== null || replayed) result.current?.scrollIntoView({ block: "nearest" });
  }, [problem, replayed]);
  const isMistaken = problem !== "no answer" && problem?.code === "bad_input";
  const isRunning = board.underWay.value === "replay";
  return (
    <section class="replay" aria-labelledby="replay-heading" data-testid="replay">
      <h2 id="replay-heading">{words.heading}</h2>
      <p class="replay-lead">{words.lead}</p>
      <ReplayForm board={board} />
      <div class="replay-result" ref={result}>
        {problem && (
          <Lines
            kind="bad"
            title={isMistaken ? words.problems : words.unavailable}
            lines={problem === "no answer" ? [texts.noAnswer] : refusalLine(texts, problem).split("\n").filter(Boolean)}
            hook="replay-problems"
          />
        )}
        <p class="replay-status" role="status">
          {isRunning && words.running}
          {replayed && fill(words.done, { n: replayed.conversations })}
        </p>
        {replayed && <Outcome replayed={replayed} />}
      </div>
    </section>
  );
}
