// Goes from one marked place of an article to the next, by a bar that stays in sight.
// Without it each mark is a link to the next one; nothing moves until a button is pressed.
"use strict";

const bar = document.querySelector(".mark-bar");
const marks = Array.from(document.querySelectorAll('mark[id^="mark-"]'));

if (bar && marks.length > 1) {
  const place = bar.querySelector(".mark-place");
  let current = -1;

  function show(number) {
    if (current >= 0) marks[current].classList.remove("current");
    current = number;
    marks[current].classList.add("current");
    place.textContent = `${current + 1} / ${marks.length}`;
  }

  function go(step) {
    // Before the first step, "previous" is the last one.
    const from = current < 0 && step < 0 ? 0 : current;
    show((from + step + marks.length) % marks.length);
    marks[current].scrollIntoView({ block: "center" });
  }

  // Links of marks change the address: whoever follows one goes on from there.
  function follow() {
    const number = marks.findIndex((mark) => `#${mark.id}` === location.hash);
    if (number >= 0) show(number);
  }

  bar.querySelector(".mark-previous").addEventListener("click", () => go(-1));
  bar.querySelector(".mark-next").addEventListener("click", () => go(1));
  window.addEventListener("hashchange", follow);
  follow();
  bar.hidden = false;
}
