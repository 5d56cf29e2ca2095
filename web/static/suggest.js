/* Suggestions below the search box, as one types: an ARIA combobox over /api/suggest.

   Persons come first; choosing one searches for the articles that name this person.
   Without this script the box is a plain field. */
"use strict";

const WAIT_MS = 90; // Between the last key and the question: people type in bursts.
const LIMIT = 8;

for (const form of document.querySelectorAll("form.search")) {
  attach(form, form.elements.q);
}

function attach(form, box) {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestions);
  list.hidden = true;
  box.after(list);
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  form.append(status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    box.setAttribute(name, value);
  }
  let typed = box.value;
  let active = -1;
  let timer = 0;
  let asked = null;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const choose = (option) => {
    close();
    if (option.dataset.kind === "person") {
      const address = new URL(form.action);
      address.searchParams.set("q", "");
      address.searchParams.set("person", option.dataset.text);
      if (form.dataset.lang) address.searchParams.set("lang", form.dataset.lang);
      location.assign(address);
      return;
    }
    box.value = option.dataset.text;
    form.requestSubmit();
  };

  const move = (step) => {
    // An answer that came now would put other suggestions below the finger.
    clearTimeout(timer);
    asked?.abort();
    const options = [...list.children];
    options[active]?.setAttribute("aria-selected", "false");
    // One place beyond the last and before the first is the text as it was typed.
    active = ((active + 1 + step + options.length + 1) % (options.length + 1)) - 1;
    const option = options[active];
    box.value = option ? option.dataset.text : typed;
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", option.id);
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((one, at) => makeOption(form, one, at)));
    active = -1;
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
    status.textContent = list.hidden ? "" : form.dataset.found.replace("0", suggestions.length);
  };

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.dataset.suggest, location.href);
    address.searchParams.set("q", typed);
    address.searchParams.set("limit", LIMIT);
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok && document.activeElement === box) {
        show((await answer.json()).suggestions);
      }
    } catch {
      // Asked again with the next key; the box works without an answer.
    }
  };

  box.addEventListener("input", () => {
    typed = box.value;
    clearTimeout(timer);
    if (typed.trim() === "") return close();
    timer = setTimeout(ask, WAIT_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (event.key === "Escape") {
      // The first Escape closes the list, and leaves what was typed.
      event.preventDefault();
      event.stopPropagation();
      box.value = typed;
      close();
    }
  });
  // Pressing the button takes the focus; the click that follows must find the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  box.addEventListener("blur", close);
  form.addEventListener("submit", close);
}

function makeOption(form, suggestion, at) {
  const option = document.createElement("li");
  option.id = `suggestion-${at}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.kind = suggestion.kind;
  option.dataset.text = suggestion.text;
  const text = document.createElement("span");
  text.lang = "vi";
  text.textContent = suggestion.text;
  const kind = document.createElement("span");
  kind.className = "kind";
  kind.textContent = form.dataset[suggestion.kind] ?? "";
  option.append(text, " ", kind);
  return option;
}
