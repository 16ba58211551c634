import { fill } from "../../shared/locale";
import type { Texts } from "../state/language";
import type { PolicyAnswer } from "../state/policy";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";

/** What the server calls itself where nobody reloaded the policy. */
const AT_START = "start";

type Props = { versions: PolicyAnswer["versions"]; current: string };

/** What was in force before, newest first as the server tells it. */
export function Versions({ versions, current }: Props) {
  const texts = useTexts();
  const { policy: words } = texts;
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
              {by && ` · ${byLine(texts, by)}`}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Who put a policy in force. */
export function byLine({ policy: words }: Texts, by: string | null): string {
  if (by === AT_START) return words.byStart;
  return by ? fill(words.by, { name: by }) : "";
}
