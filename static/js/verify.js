// The check of a document: its fingerprint is computed here, so that the file never leaves the machine. Without this
// module, or where the browser has no cryptography (an address in http), the form sends the file.

import { enhance, say } from "./enhance.js";

enhance("form[data-verify]", (form) => {
  const input = form.querySelector("input[type=file]");
  const state = form.querySelector("[data-verify-state]");
  const zone = form.querySelector("[data-verify-zone]");
  if (!globalThis.crypto?.subtle) return;
  form.querySelector("[data-verify-words]").hidden = false;
  form.querySelector("[data-verify-plain]").hidden = true;

  const tell = (words) => {
    state.textContent = words;
    say(words);
  };

  const check = async (file) => {
    if (!file) return;
    tell("Calcul de l’empreinte…");
    try {
      const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      location.assign(`?empreinte=${hex}`);
    } catch {
      tell("Ce fichier n’a pas pu être lu. Enregistrez-le sur votre ordinateur, puis déposez-le de nouveau.");
    }
  };

  input.addEventListener("change", () => check(input.files[0]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files[0]) check(input.files[0]);
    else tell("Choisissez un fichier.");
  });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    check(event.dataTransfer.files[0]);
  });
});
