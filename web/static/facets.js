/* The facets: drag over the histogram to choose a time; names are found as one types.

   Without this script a bar is a link, dates are typed, and names are found with a
   button. */
"use strict";

const LEAST_DRAG = 5; // CSS pixels: less is a click that trembled.
const WAIT_MS = 250;

const chart = document.querySelector(".chart");
if (chart) letDrag(chart, document.querySelector(".chosen"));
const finder = document.querySelector(".find-person");
if (finder) findWhileTyping(finder);

function letDrag(svg, caption) {
  const buckets = [...svg.querySelectorAll(".bucket")];
  caption.setAttribute("role", "status");
  caption.textContent = caption.dataset.hint;
  let begun = null; // Where, and at which bucket, a drag began.
  let range = null; // First and last bucket of it, once it is one.
  let isDropped = false;

  const bucketAt = (x) => {
    const box = svg.getBoundingClientRect();
    const at = Math.floor(((x - box.left) / box.width) * svg.dataset.places);
    return Math.min(Math.max(at, 0), buckets.length - 1);
  };
  const paint = () => {
    buckets.forEach((bucket, at) => {
      bucket.classList.toggle("dragged", range !== null && range[0] <= at && at <= range[1]);
    });
    if (range === null) {
      caption.textContent = caption.dataset.hint;
    } else {
      const ends = range.map((at) => buckets[at].dataset.label);
      caption.textContent = ends[0] === ends[1] ? ends[0] : ends.join(" – ");
    }
  };
  const stop = () => {
    begun = range = null;
    isDropped = false;
    paint();
  };

  svg.addEventListener("pointerdown", (event) => {
    if (event.button === 0) begun = { x: event.clientX, at: bucketAt(event.clientX) };
  });
  svg.addEventListener("pointermove", (event) => {
    if (begun === null) return;
    if (range === null) {
      if (Math.abs(event.clientX - begun.x) < LEAST_DRAG) return;
      svg.setPointerCapture(event.pointerId);
    }
    const at = bucketAt(event.clientX);
    range = [Math.min(at, begun.at), Math.max(at, begun.at)];
    paint();
  });
  svg.addEventListener("pointerup", () => {
    if (range !== null) {
      const address = new URL(location.href);
      for (const name of ["page", "cursor", "date"]) address.searchParams.delete(name);
      // With "#people" the same days chosen again would only scroll.
      address.hash = "";
      address.searchParams.set("from", buckets[range[0]].dataset.from);
      address.searchParams.set("to", buckets[range[1]].dataset.to);
      isDropped = true;
      location.assign(address);
    }
    begun = null;
  });
  svg.addEventListener("click", (event) => {
    // The click that follows a drag belongs to no bar.
    if (isDropped) event.preventDefault();
    isDropped = false;
  });
  svg.addEventListener("pointercancel", stop);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && range !== null) stop();
  });
  // Coming back by the browser's own button shows the page as it was left.
  addEventListener("pageshow", stop);
}

function findWhileTyping(form) {
  // The number is announced; a live list would be read out from end to end.
  document.querySelector(".names-found").setAttribute("role", "status");
  let timer = 0;
  let asked = null;
  const find = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.action);
    address.hash = "";
    address.search = new URLSearchParams(new FormData(form)).toString();
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of [".person-list", ".names-found"]) {
        const found = page.querySelector(part);
        if (found) document.querySelector(part).replaceChildren(...found.childNodes);
      }
    } catch {
      // The button still asks.
    }
  };
  form.elements.find_person.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, WAIT_MS);
  });
}
