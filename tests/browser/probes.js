// What test_accessibility.py asks of a page that is open. Each answers with a list of faults, in words.

globalThis.probes = {
  /** Where an element stands, so that a person finds it. */
  name(element) {
    const id = element.id ? `#${element.id}` : "";
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    const text = element.textContent.trim().slice(0, 30);
    return `<${element.localName}${id}${classes}> “${text}”`;
  },

  /** Have axe-core keep the private fields of its colours in these: WeakMaps take V8 half of all the time. */
  load(axe) {
    class Fields {
      #key = Symbol("field");
      has(object) { return this.#key in object; }
      get(object) { return object[this.#key]; }
      set(object, value) {
        object[this.#key] = value;
        return this;
      }
      add(object) { return this.set(object, true); }
      delete(object) { return delete object[this.#key]; }
    }
    axe(Fields, Fields);
  },

  /** What axe-core finds. */
  barriers(tags) {
    return probes.violations({ type: "tag", values: tags });
  },

  /** What it finds of that which day and night change. */
  colours() {
    return probes.violations({ type: "rule", values: ["color-contrast"] });
  },

  async violations(runOnly) {
    const { violations } = await axe.run({
      runOnly,
      resultTypes: ["violations"],
      preload: false, // of style sheets: it would write them inline, against the content policy
    });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${target} (${id === "color-contrast" ? any[0].message : help})`));
  },

  sideways() {
    const { scrollWidth } = document.scrollingElement;
    if (scrollWidth <= innerWidth) {
      return [];
    }
    const sticks = [...document.body.querySelectorAll("*")].filter((element) =>
      element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".scroll, pre"));
    return [`${scrollWidth} px wide at ${innerWidth} px: ${sticks.slice(0, 5).map(probes.name)}`];
  },

  /** Elements that can be reached by keyboard, and don't show it when they are. */
  unseen() {
    const looks = (element) => {
      const { outline, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(element);
      return [outline, boxShadow, borderColor, backgroundColor, textDecoration].join();
    };
    const reached = "a[href], button, input, select, textarea, summary, [tabindex]";
    const faults = [];
    for (const element of document.querySelectorAll(reached)) {
      if (element.tabIndex < 0 || element.disabled || !element.checkVisibility({ visibilityProperty: true })) {
        continue;
      }
      document.activeElement?.blur();
      const before = looks(element);
      element.focus();
      const { width, height, left, right, top, bottom } = element.getBoundingClientRect();
      const isInside = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
      if (document.activeElement === element && !(width && height && isInside && looks(element) !== before)) {
        faults.push(`focus can't be seen on ${probes.name(element)}`);
      }
    }
    return faults;
  },

  /** What moves although the reader has asked for rest. */
  restless() {
    const moves = (style) => /[1-9]/.test(style.transitionDuration) || /[1-9]/.test(style.animationDuration);
    const found = [...document.querySelectorAll("*")].filter((element) =>
      [null, "::before", "::after"].some((part) => moves(getComputedStyle(element, part))));
    const isSmooth = getComputedStyle(document.scrollingElement).scrollBehavior === "smooth";
    return [...found.slice(0, 5).map((element) => `${probes.name(element)} moves`), ...(isSmooth ? ["scrolling is smooth"] : [])];
  },

  /** Wait until something stands on the page. */
  painted() {
    return new Promise((resolve) => {
      new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
    });
  },

  /** How far things have jumped, as browsers score it, once the letters are those that were asked for. */
  async shift() {
    await document.fonts.ready;
    let sum = 0;
    new PerformanceObserver((list) => {
      sum += list.getEntries().reduce((total, { value }) => total + value, 0);
    }).observe({ type: "layout-shift", buffered: true });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
    const loaded = [...document.fonts].filter((font) => font.status === "loaded").length;
    return { sum, loaded };
  },

  /** How many characters a full line of this text holds, on average. */
  measure(element) {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const lines = [];
    for (let node = text.nextNode(); node; node = text.nextNode()) {
      for (let at = 0; at < node.length; at += 1) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { bottom } = range.getBoundingClientRect();
        const isNew = !lines.length || bottom > lines.at(-1).bottom + 5;
        if (isNew) {
          lines.push({ bottom, length: 0 });
        }
        lines.at(-1).length += 1;
      }
    }
    const full = lines.slice(0, -1);
    return full.reduce((sum, line) => sum + line.length, 0) / full.length;
  },
};
