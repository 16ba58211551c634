import type { PolicyBoard } from "../state/policy";
import { refusalLine } from "../state/refusals";
import { useTexts } from "../common/context";
import { Icon } from "../common/icon";
import { Moment } from "../common/moment";
import { Lines } from "./lines";
import { byLine, Versions } from "./versions";

/** The policy that decides now, and what is to be said about its file. */
export function InForce({ board }: { board: PolicyBoard }) {
  const texts = useTexts();
  const { policy: words } = texts;
  const policy = board.inForce.value;
  const problem = board.problem.value;
  return (
    <section class="policy-now" aria-labelledby="policy-heading">
      <h1 id="policy-heading">{words.heading}</h1>
      {problem && (
        <Lines
          kind="bad"
          title={words.unavailable}
          lines={[problem === "no answer" ? texts.noAnswer : refusalLine(texts, problem)]}
        />
      )}
      {policy && (
        <>
          <dl class="policy-facts">
            <div>
              <dt>{words.version}</dt>
              <dd>
                <code data-testid="policy-version">{policy.version.slice(0, 12)}</code>
              </dd>
            </div>
            <div>
              <dt>{words.since}</dt>
              <dd>
                <Moment at={policy.at} /> {byLine(texts, policy.by)}
              </dd>
            </div>
          </dl>
          {policy.problems.length > 0 && (
            <Lines kind="bad" title={words.problems} lines={policy.problems} hook="policy-problems" />
          )}
          {policy.warnings.length > 0 ? (
            <Lines kind="warn" title={words.warnings} lines={policy.warnings} hook="policy-warnings" />
          ) : (
            policy.problems.length === 0 && (
              <p class="policy-fine">
                <Icon name="check" />
                {words.fine}
              </p>
            )
          )}
        </>
      )}
      <p class="quiet">{words.reloadHint}</p>
      <button
        class="button policy-reload"
        data-testid="policy-reload"
        disabled={board.underWay.value !== null}
        onClick={() => void board.reload()}
      >
        <Icon name="reload" />
        {board.underWay.value === "reload" ? words.reloading : words.reload}
      </button>
      {policy && policy.versions.length > 0 && <Versions versions={policy.versions} current={policy.version} />}
    </section>
  );
}
