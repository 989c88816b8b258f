// Keeps what is typed into the comment form on this device until the server has accepted it: through a reload, a
// crash, a refusal, a closed tab. Each tab has a draft of its own. Nothing of who writes is kept.

const KEY = "parley.drafts";
const DAYS = 30;
const MOST = 20; // drafts; the oldest are forgotten
const ACCEPTED = /(?:^|; )comment_accepted=([a-z0-9]+)/;

const form = document.querySelector("[data-comment-form]");

const read = () => {
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  try {
    const known = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {});
    return known.filter(([, draft]) => draft.at > oldest).sort(([, one], [, other]) => one.at - other.at);
  } catch {
    return [];
  }
};

const write = (drafts) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(drafts.slice(-MOST))));
  } catch {
    // Storage is switched off or full: then nothing is kept.
  }
};

// Which draft is this tab's, handed from page to page; taken out while a page has it, so that the copy of a tab
// doesn't write into the draft of the other.
const hand = (key, id) => {
  try {
    const handed = sessionStorage.getItem(key);
    id ? sessionStorage.setItem(key, id) : sessionStorage.removeItem(key);
    return handed;
  } catch {
    return null;
  }
};

if (form) {
  const { text, parent } = form.elements;
  const post = form.getAttribute("action");
  const notice = form.querySelector("[data-draft]");
  const sent = Object.assign(document.createElement("input"), { type: "hidden", name: "draft" });
  form.append(sent);

  const fresh = () => Math.random().toString(36).slice(2) + Date.now().toString(36);
  let id = hand(post) ?? fresh();
  let timer = 0;
  let from = null; // the draft of another tab that has been taken over

  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const others = read().filter(([key]) => key !== id);
    const draft = { post, text: text.value, parent: parent.value, to: form.dataset.to, at: Date.now(), from };
    write(text.value.trim() ? [...others, [id, draft]] : others);
  };

  const saveSoon = () => {
    timer ||= setTimeout(save, 300);
  };

  // Forgets a draft, the one it was taken from unless that has been changed since, and copies of it.
  const forget = (gone) =>
    write(
      read().filter(
        ([key, draft]) =>
          draft.post !== gone.post ||
          (draft.text !== gone.text && !(key === gone.from?.key && draft.at === gone.from.at)),
      ),
    );

  const answer = (draft) => {
    form.dataset.to = draft?.to ?? "";
    parent.value = draft?.parent ?? "";
    parent.dispatchEvent(new Event("change"));
  };

  const put = (words) => {
    text.value = words;
    text.dispatchEvent(new Event("input"));
  };

  const tell = (draft) => {
    const at = new Date(draft.at);
    const isToday = at.toDateString() === new Date().toDateString();
    notice.querySelector("[data-when]").textContent = isToday
      ? at.toLocaleTimeString([], { timeStyle: "short" })
      : at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    notice.hidden = false;
  };

  const restore = () => {
    const drafts = read().filter(([, draft]) => draft.post === post);
    const own = drafts.find(([key]) => key === id)?.[1];
    const [key, draft] = own ? [id, own] : (drafts.at(-1) ?? []);
    if (text.value) {
      // A quotation, or what was refused. If it isn't what was kept, that stays for another time.
      id = own && own.text !== text.value ? fresh() : id;
    } else if (draft) {
      from = own ? own.from : { key, at: draft.at };
      put(draft.text);
      tell(draft);
      // On a page of its own the form says what it answers.
      if (draft.parent && form.closest("[data-write]")) {
        answer(draft);
      }
      clearTimeout(timer); // it is kept already
      timer = 0;
    }
  };

  // The server names the draft that it has accepted, at the next page that has a form.
  const settle = () => {
    const accepted = document.cookie.match(ACCEPTED)?.[1];
    const draft = read().find(([key]) => key === accepted)?.[1];
    if (draft) {
      forget(draft);
    }
    if (accepted) {
      document.cookie = "comment_accepted=; path=/; max-age=0; samesite=lax";
      id = accepted === id ? fresh() : id;
    }
  };

  text.addEventListener("input", saveSoon);
  parent.addEventListener("change", saveSoon);
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) {
      save();
      sent.value = id;
    }
  });
  notice.querySelector("button").addEventListener("click", () => {
    forget({ post, text: text.value, from });
    put("");
    if (form.closest("[data-write]")) {
      answer(null);
    }
    save();
    notice.hidden = true;
    text.focus();
  });
  window.addEventListener("pagehide", () => {
    if (timer) {
      save();
    }
    hand(post, id);
  });
  window.addEventListener("pageshow", (event) => {
    // Back to a page that was kept whole: what it sent has been accepted, or is still here.
    if (event.persisted) {
      hand(post);
      settle();
      const isGone = sent.value && !read().some(([key]) => key === sent.value);
      if (isGone && text.value) {
        put("");
        answer(null);
        clearTimeout(timer);
        id = fresh();
      }
    }
  });
  settle();
  restore();
}
