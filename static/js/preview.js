// "Preview" shows the comment beside the form, made by the same server and judged by the same rules as the page
// that the button leads to without this module.

const form = document.querySelector("[data-comment-form]");
const place = form?.querySelector("[data-preview]");

// The page that the server answers with, or nothing where none came.
const ask = async (button) => {
  try {
    const fields = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(form.action, { method: "POST", body: fields });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
};

// Tells whether there was anything to show.
const show = (page) => {
  const parts = page.querySelectorAll(".form__errors, .preview:not([data-preview]) > *");
  place.replaceChildren(...parts);
  place.hidden = parts.length === 0;
  place.scrollIntoView({ block: "nearest" });
  return parts.length > 0;
};

if (place) {
  let goesByItself = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (goesByItself || button?.value !== "preview") {
      return;
    }
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    const page = await ask(button);
    button.removeAttribute("aria-busy");
    if (!page || !show(page)) {
      // No connection, or an answer of another kind: the ordinary way says so better than we could. Later,
      // since a form can't be sent again while it still tells that it is being sent.
      setTimeout(() => {
        goesByItself = true;
        form.requestSubmit(button);
        goesByItself = false;
      });
    }
  });
}
