// A button that copies a text, where the browser lets it.

import { enhance, say } from "./enhance.js";

enhance("button[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copié";
    say("Copié");
    setTimeout(() => (button.textContent = words), 2000);
  });
});
