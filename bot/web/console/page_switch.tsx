import type { Page } from "./state/desk";
import { useDesk, useTexts } from "./common/context";

const PAGES: readonly Page[] = ["desk", "policy"];

/** Where a supervisor goes between customers and the policy. */
export function PageSwitch() {
  const { pages } = useTexts();
  const desk = useDesk();
  return (
    <nav class="pages" aria-label={pages.label}>
      {PAGES.map((page) => (
        <button
          key={page}
          class="page-link"
          data-testid={`page-${page}`}
          aria-current={desk.page.value === page ? "page" : undefined}
          onClick={() => desk.showPage(page)}
        >
          {pages[page]}
        </button>
      ))}
    </nav>
  );
}
