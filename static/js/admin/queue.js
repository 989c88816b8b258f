// The queue by keyboard: j and k go from comment to comment, and a letter presses the button of the one that has the
// focus. Without this module the buttons are pressed as buttons are.

const PLACE = "desk-queue-place";
const rows = [...document.querySelectorAll("#result_list tbody tr")];

const go = (row) => {
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const here = rows.indexOf(document.activeElement.closest("#result_list tbody tr"));
  go(rows[here < 0 ? 0 : here + by]);
};

const press = (key) => {
  const row = document.activeElement.closest("#result_list tbody tr");
  const button = row?.querySelector(`button[data-key="${key}"]`);
  if (!button) return;
  // The next one moves up to where this one is.
  sessionStorage.setItem(PLACE, String(rows.indexOf(row)));
  button.click();
};

document.addEventListener("keydown", (event) => {
  const isTyped = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (isTyped || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else press(event.key);
});

for (const row of rows) row.tabIndex = -1;
for (const part of document.querySelectorAll(".keys, .verbs kbd")) part.hidden = rows.length === 0;
for (const key of document.querySelectorAll(".verbs kbd")) key.ariaHidden = "true"; // no part of the button's name
const place = sessionStorage.getItem(PLACE);
if (place !== null) {
  sessionStorage.removeItem(PLACE);
  go(rows[Math.min(Number(place), rows.length - 1)]);
}
