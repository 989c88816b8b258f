// What the comment form tells while one types and sends: how many characters are left, and that it is on its way.

const PATIENCE = 10_000; // milliseconds; then the button may be pressed again, whatever became of the first time

const form = document.querySelector("[data-comment-form]");

if (form) {
  const { text } = form.elements;
  const left = form.querySelector("[data-left]");
  const longest = Number(text.dataset.longest);
  let sending = null;
  let timer = 0;

  // Nothing is cut off: what was pasted may be worth more than what is in its way.
  const count = () => {
    const rest = longest - [...text.value.trim()].length;
    left.hidden = rest > longest / 5;
    left.classList.toggle("error", rest < 0);
    const [few, many] = left.querySelectorAll("span");
    few.hidden = rest < 0;
    many.hidden = rest >= 0;
    left.querySelector("b").textContent = Math.abs(rest).toLocaleString();
  };

  const stop = () => {
    clearTimeout(timer);
    sending?.removeAttribute("aria-busy");
    sending = null;
  };

  text.addEventListener("input", count);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "preview") {
      return;
    }
    if (sending) {
      event.preventDefault();
      return;
    }
    sending = event.submitter ?? form.querySelector("button[value=post]");
    sending.setAttribute("aria-busy", "true");
    timer = setTimeout(stop, PATIENCE);
  });
  window.addEventListener("pageshow", () => {
    stop();
    count();
  });
  count();
}
