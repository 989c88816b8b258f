// The queue by keyboard: j and k go from comment to comment, x ticks one, and a letter presses what stands in the row
// that has the focus: a button, the way to its page, or a form that opens there. u takes back what was done last.
// Without this module everything is pressed as buttons are.

const PLACE = "desk-queue-place";
const rows = [...document.querySelectorAll(".queued")];
const ticks = [...document.querySelectorAll(".queued [name=tick]")];
const tickAll = document.querySelector("#tick-all");

const here = () => document.activeElement.closest(".queued");

const go = (row) => {
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
};

const step = (by) => go(rows[here() ? rows.indexOf(here()) + by : 0]);

// Where the next one will move up to.
const remember = (row) => sessionStorage.setItem(PLACE, String(rows.indexOf(row)));

const press = (key) => {
  const target = here()?.querySelector(`[data-key="${key}"]`);
  if (!target) return false;
  target.click();
  target.closest("details[open]")?.querySelector("textarea, select")?.focus();
  return true;
};

const undo = () => document.querySelector(".messagelist [data-key=u]")?.click();

const tick = () => here()?.querySelector("[name=tick]")?.click();

const others = { j: () => step(1), k: () => step(-1), u: undo, z: undo, x: tick };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (field && event.key === "Escape") {
    const opened = field.closest("details");
    opened?.removeAttribute("open");
    go(opened?.closest(".queued"));
  }
  if (field) return;
  const act = others[event.key];
  if (act) act();
  // What the key opens must not get the letter as its first.
  if (act || press(event.key)) event.preventDefault();
});

for (const form of document.querySelectorAll(".queued form")) {
  form.addEventListener("submit", () => remember(form.closest(".queued")));
}

const count = () => {
  const ticked = ticks.filter((box) => box.checked).length;
  tickAll.checked = ticked === ticks.length;
  tickAll.indeterminate = ticked > 0 && ticked < ticks.length;
};
if (tickAll) {
  tickAll.closest("[hidden]").hidden = false;
  tickAll.addEventListener("change", () => {
    for (const box of ticks) box.checked = tickAll.checked;
  });
  for (const box of ticks) box.addEventListener("change", count);
}

for (const part of document.querySelectorAll(".keys")) part.hidden = rows.length === 0;
for (const key of document.querySelectorAll("kbd[hidden]")) {
  key.hidden = false;
  key.ariaHidden = "true"; // no part of the button's name
}
const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null) go(rows[Math.min(Number(place), rows.length - 1)]);
else if (/^#c\d+$/.test(location.hash)) go(document.querySelector(location.hash)); // what was taken back
