// The search of the header: fiches are proposed while typing; Enter goes to the page of results.

import { remoteOf } from "./choices.js";
import { enhance } from "./enhance.js";
import { suggest } from "./suggest.js";

enhance("input[data-search-url]", (input) => {
  suggest(input, {
    remote: async (query, signal) => (query ? remoteOf(input.dataset.searchUrl)(query, signal) : []),
    extra: (query) => (query ? { value: "", label: `Chercher « ${query} » partout`, extra: true } : null),
    eager: false, // Enter searches; only a number asked in full is chosen beforehand
    keepEnter: false,
    choose(option) {
      if (option.url) location.assign(option.url);
      else input.form.requestSubmit();
    },
  });
});
