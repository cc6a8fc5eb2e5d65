// The plan as a tree: unfold all, follow the reader, find what a link points to, print everything.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fold] button");
  if (!button) return;
  for (const branch of document.querySelectorAll(".tree details")) branch.open = "open" in button.dataset;
});

addEventListener("beforeprint", () => {
  for (const branch of document.querySelectorAll(".tree details")) branch.open = true;
});

function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) if (node.matches("details")) node.open = true;
  target.scrollIntoView();
}

// The part that crosses the top of the window is marked in the contents.
let observer;
function follow() {
  observer?.disconnect();
  const links = [...document.querySelectorAll("[data-follow] a")];
  observer = new IntersectionObserver(
    (entries) => {
      const seen = entries.find((entry) => entry.isIntersecting)?.target.id;
      if (seen) for (const link of links) link.ariaCurrent = link.hash === `#${seen}` ? "location" : null;
    },
    { rootMargin: "-10% 0px -80% 0px" },
  );
  for (const link of links) {
    const part = document.getElementById(link.hash.slice(1));
    if (part) observer.observe(part);
  }
}

function start() {
  for (const box of document.querySelectorAll("[data-fold]")) box.hidden = false;
  follow();
}
document.body.addEventListener("htmx:afterSwap", start);
addEventListener("hashchange", reveal);
start();
reveal();
