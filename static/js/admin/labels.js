/* global django */
// Gives the fields in which one chooses by typing the names that their labels say; the script that makes them doesn't.

function name(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const choice = select.nextElementSibling?.querySelector(".select2-selection");
  if (!label || !choice) return;
  const shown = choice.querySelector(".select2-selection__rendered");
  label.id ||= `${select.id}-label`;
  shown.setAttribute("aria-labelledby", label.id);
  choice.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
}

const nameAll = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);

// Asked later than that script asks, so that its fields are there.
django.jQuery(nameAll);
document.addEventListener("formset:added", nameAll);
