import { fill } from "../../shared/locale";
import type { Contact } from "../state/protocol";
import { dispositionName, reasonName } from "../state/words";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";

/** Earlier times that a person had this conversation, newest first. */
export function Contacts({ contacts }: { contacts: readonly Contact[] }) {
  const texts = useTexts();
  return (
    <ul class="contacts">
      {contacts.map(({ at, reason, agent_name, disposition, tags }) => (
        <li key={at}>
          <p class="contact-row">
            <strong>{reasonName(texts, reason)}</strong> <Moment at={at} />
          </p>
          <p class="quiet">
            {agent_name && fill(texts.briefing.contactWith, { name: agent_name })}
            {agent_name && disposition && " · "}
            {disposition && dispositionName(texts, disposition)}
          </p>
          {tags.length > 0 && (
            <p class="contact-tags">
              {tags.map((tag) => (
                <span key={tag} class="tag">
                  {tag}
                </span>
              ))}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
