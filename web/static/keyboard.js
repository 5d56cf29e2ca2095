/* Keys: / goes to the search box, arrows from hit to hit, Escape back to the box.

   A single letter as a key can be hit by accident (voice input, WCAG 2.1.4), so / can be
   turned off at the foot of every page; this browser remembers it, no cookie does. */
"use strict";

const STORED = "tracuu-no-slash";

const box = document.getElementById("q");
const links = [...document.querySelectorAll(".hit h2 a")];

function remembers() {
  try {
    return localStorage.getItem(STORED) !== null;
  } catch {
    return false; // Where nothing may be kept, the key works.
  }
}

function isTyping(element) {
  return element.matches("input, select, textarea") || element.isContentEditable;
}

document.addEventListener("keydown", (event) => {
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
  if (!isPlain || event.defaultPrevented) return;
  const target = event.target;
  if (event.key === "/" && !isTyping(target) && box && !remembers()) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape" && links.includes(target)) {
    box?.focus();
  } else if (event.key === "Escape" && target === box) {
    event.preventDefault(); // Browsers would clear what was typed.
    box.blur();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const at = links.indexOf(target);
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    // From the box, down leads to the first hit; elsewhere arrows scroll as always.
    const isFromBox = target === box && event.key === "ArrowDown";
    if ((at >= 0 || isFromBox) && links[next]) {
      event.preventDefault();
      links[next].focus();
    } else if (at === 0 && next < 0) {
      event.preventDefault();
      box?.focus();
    }
  }
});

const choice = document.getElementById("slash-key");
if (choice) {
  choice.closest("[hidden]").hidden = false;
  choice.checked = !remembers();
  choice.addEventListener("change", () => {
    try {
      if (choice.checked) localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, "1");
    } catch {
      // Then it holds for this page alone, and says so by its state at the next one.
    }
  });
}
