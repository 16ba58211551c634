import type { PolicyAnswer } from "../state/policy";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";

type Props = { versions: PolicyAnswer["versions"]; current: string };

/** What was in force before, newest first as the server tells it. */
export function Versions({ versions, current }: Props) {
  const { policy: words } = useTexts();
  return (
    <div class="policy-versions">
      <h2>{words.versions}</h2>
      <ol data-testid="policy-versions">
        {versions.map(({ version, at, by }) => (
          <li key={`${version} ${at}`}>
            <code>{version.slice(0, 12)}</code>
            {version === current && <span class="tag tag-reason">{words.current}</span>}
            <span class="quiet">
              <Moment at={at} />
              {by && ` · ${by}`}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
