/* Small conveniences on top of pages that work without them: dialogs, focus, messages, steppers, choice of rows. */
(() => {
  "use strict";
  const root = document.documentElement;
  const find = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];

  /* Focus: the server names the element; a block that is not focusable by itself becomes so. */
  const focusOn = (selector) => {
    const target = find(selector);
    if (!target) return;
    if (!target.matches("a[href],button,input,select,textarea,[tabindex]")) target.tabIndex = -1;
    target.focus();
  };

  const say = (text) => {
    const live = find("#live");
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  };

  /* Toasts leave after six seconds unless somebody points at them or holds focus in them. */
  const CLOSE_AFTER = 6000;
  const watchToast = (toast) => {
    if (toast.dataset.watched) return;
    toast.dataset.watched = "1";
    let timer;
    const leave = () => toast.remove();
    const start = () => { timer = setTimeout(leave, CLOSE_AFTER); };
    toast.addEventListener("mouseenter", () => clearTimeout(timer));
    toast.addEventListener("mouseleave", start);
    toast.addEventListener("focusin", () => clearTimeout(timer));
    toast.addEventListener("focusout", start);
    start();
  };
  const addToast = ({ text, tone }) => {
    const toast = document.createElement("div");
    toast.className = `toast toast--${tone || "done"}`;
    const words = document.createElement("p");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-button icon-button--plain";
    close.dataset.close = "";
    close.setAttribute("aria-label", find("#alert").dataset.close);
    close.textContent = "×";
    toast.append(words, close);
    find("#toasts").append(toast);
    watchToast(toast);
  };

  /* The alert: nothing on the page is lost; the same request can be sent again. */
  let lastRequest = null;
  const trouble = (detail) => {
    const box = find("#alert");
    const number = detail.xhr && detail.xhr.getResponseHeader && detail.xhr.getResponseHeader("X-Request-Id");
    lastRequest = detail.requestConfig;
    const words = document.createElement("p");
    words.textContent = box.dataset.offline + (number ? ` ${box.dataset.number} ${number}` : "");
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button--small button--danger";
    again.dataset.again = "";
    again.textContent = box.dataset.retry;
    box.replaceChildren(words, again);
  };
  const sendAgain = () => {
    const source = lastRequest && lastRequest.elt;
    find("#alert").replaceChildren();
    if (!source || !source.isConnected) return location.reload();
    if (source.matches("form")) return source.requestSubmit();
    return window.htmx.ajax(lastRequest.verb, lastRequest.path, { source, target: lastRequest.target });
  };

  /* Dialogs. The opener is a link or button with data-dialog; focus returns to it when the dialog closes. */
  const openDialog = (dialog, opener) => {
    dialog.showModal();
    const title = find("[tabindex='-1']", dialog);
    if (title) title.focus();
    dialog.addEventListener("close", () => opener.isConnected && opener.focus(), { once: true });
  };
  const openFacets = (opener) => {
    const aside = find("#facets-aside");
    const dialog = document.createElement("dialog");
    dialog.className = "dialog dialog--full";
    dialog.setAttribute("aria-labelledby", "filters-title");
    const bar = document.createElement("div");
    bar.className = "action-bar";
    const inside = document.createElement("div");
    inside.className = "action-bar__inside";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button--primary";
    close.dataset.shut = "";
    const label = () => { close.textContent = find("#results [data-show]").dataset.show; };
    label();
    dialog.addEventListener("click", (event) => event.target.closest("[data-shut]") && dialog.close());
    document.body.addEventListener("htmx:afterSettle", label);
    inside.append(close);
    bar.append(inside);
    const facets = find("#facets");
    dialog.append(facets, bar);
    document.body.append(dialog);
    dialog.showModal();
    focusOn("#filters-title");
    dialog.addEventListener("close", () => {
      aside.append(find("#facets"));
      document.body.removeEventListener("htmx:afterSettle", label);
      dialog.remove();
      const again = opener.isConnected ? opener : find("[data-facets]");
      if (again) again.focus();
    }, { once: true });
  };

  /* Quantities: steps and limits of the field; a pause of 400 ms before the change is sent. */
  const timers = new WeakMap();
  const settle = (input) => {
    const min = Number(input.dataset.min || 1);
    const step = Number(input.dataset.stepSize || 1);
    const max = Number(input.dataset.max || Infinity);
    const full = input.value.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
    const typed = parseInt(full.replace(/[,，\s]/g, ""), 10);
    let value = Number.isFinite(typed) ? typed : min;
    value = min + Math.round((Math.max(min, value) - min) / step) * step;
    if (value > max) value = min + Math.floor((max - min) / step) * step;
    return Math.max(min, value);
  };
  const quantityChanged = (input, pause) => {
    clearTimeout(timers.get(input));
    timers.set(input, setTimeout(() => input.dispatchEvent(new CustomEvent("ui:quantity", { bubbles: true })), pause));
  };
  const stepQuantity = (button) => {
    const input = find("input", button.closest("[data-quantity]"));
    const step = Number(input.dataset.stepSize || 1) * Number(button.dataset.step);
    input.value = String(Number(settle(input)) + step);
    input.value = String(settle(input));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    quantityChanged(input, 400);
  };

  /* Comparison: two to four goods; the tray names them. */
  const drawCompare = () => {
    const tray = find("#compare-tray");
    if (!tray) return;
    const chosen = all("[data-compare]:checked");
    tray.classList.toggle("is-live", chosen.length > 0);
    all("[data-compare]").forEach((box) => { box.disabled = !box.checked && chosen.length >= 4; });
    find("[data-compare-count]", tray).textContent = String(chosen.length);
    find("[data-compare-clear]", tray).hidden = false;
    find("[data-compare-list]", tray).replaceChildren(...chosen.map((box) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.src = box.dataset.picture;
      image.alt = "";
      image.width = 40;
      image.height = 30;
      const name = document.createElement("span");
      name.textContent = box.dataset.compare;
      item.append(image, name);
      return item;
    }));
  };

  /* Rows chosen in a table: the bar above counts them; the box in the head stands for all. */
  const drawBulk = (form) => {
    const bar = find(`[data-bulk="${form.id}"]`);
    if (!bar) return;
    const boxes = [...form.elements].filter((box) => box.matches(".tick[name]:not(:disabled)"));
    const chosen = boxes.filter((box) => box.checked).length;
    const head = [...form.elements].find((box) => box.matches("[data-all]"));
    if (head) {
      head.checked = chosen > 0 && chosen === boxes.length;
      head.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    bar.classList.toggle("is-live", chosen > 0);
    const words = find("[data-bulk-count]", bar);
    words.dataset.idle = words.dataset.idle || words.textContent;
    words.textContent = chosen ? (words.dataset.chosen || "{n}").replace("{n}", String(chosen)) : words.dataset.idle;
  };

  /* Searching within a long group of filters: nothing is sent. */
  const sift = (box) => {
    const text = box.value.trim().toLowerCase();
    const group = box.closest("fieldset");
    all(".facet__value", group).forEach((one) => { one.hidden = !one.textContent.toLowerCase().includes(text); });
    if (text) find(".facet__more", group).open = true;
  };

  /* Whatever a swap brings in is made ready here too. */
  const ready = (within) => {
    all("[data-copy],[data-print],[data-sift],[data-quantity] button", within).forEach((element) => { element.hidden = false; });
    all("a[data-dialog]", within).forEach((link) => {
      if (!document.getElementById(link.dataset.dialog)) return;
      link.setAttribute("role", "button");
      link.setAttribute("aria-haspopup", "dialog");
    });
    all("[data-toast]", within).forEach(watchToast);
    drawCompare();
  };

  document.addEventListener("click", async (event) => {
    const element = event.target.closest("[data-dialog],[data-close],[data-step],[data-copy],[data-print],[data-again],[data-facets],[data-compare-clear]");
    if (!element) {
      all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
      return;
    }
    const data = element.dataset;
    if ("dialog" in data) {
      const dialog = document.getElementById(data.dialog);
      if (dialog) { event.preventDefault(); openDialog(dialog, element); }
    } else if ("facets" in data) { event.preventDefault(); openFacets(element); }
    else if ("close" in data) element.closest(".toast, dialog").remove();
    else if ("step" in data) stepQuantity(element);
    else if ("print" in data) window.print();
    else if ("again" in data) sendAgain();
    else if ("compareClear" in data) { all("[data-compare]:checked").forEach((box) => { box.checked = false; }); drawCompare(); }
    else if ("copy" in data) {
      try { await navigator.clipboard.writeText(data.copy); say(data.copied); find("span", element).textContent = data.copied; }
      catch { getSelection().selectAllChildren(element.previousElementSibling || element); }
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.matches("a[role=button]") && event.key === " ") { event.preventDefault(); event.target.click(); }
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; find("summary", menu).focus(); });
    if (event.target.closest(".search")) walk(event);
    if (!document.body.classList.contains("desk")) return;
    const typing = event.target.closest("input,select,textarea,[contenteditable]");
    if (event.ctrlKey && event.key === "Enter" && typing && typing.form) { event.preventDefault(); typing.form.requestSubmit(); }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || root.dataset.shortcuts === "off") return;
    const rows = all(".table tbody tr");
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    if (event.key === "/") { const box = find("[data-find]"); if (box) { event.preventDefault(); box.focus(); } }
    if (event.key === "j" || event.key === "k") {
      const row = rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
      const link = row && find("a,button,input", row);
      if (link) link.focus();
    }
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-compare]")) drawCompare();
    if (box.matches("[data-all]") && box.form) [...box.form.elements].forEach((one) => { if (one.matches(".tick[name]:not(:disabled)")) one.checked = box.checked; });
    if (box.matches(".tick") && box.form) drawBulk(box.form);
    if (box.matches("[data-quantity] input")) { box.value = String(settle(box)); quantityChanged(box, 0); }
  });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-sift]")) event.stopPropagation(); }, true);
  document.addEventListener("reset", (event) => setTimeout(() => drawBulk(event.target), 0));

  /* While Chinese is being composed the half-typed syllables are nobody's search words. */
  document.addEventListener("input", (event) => {
    if (event.isComposing) event.stopImmediatePropagation();
    else if (event.target.matches("[data-sift]")) sift(event.target);
  }, true);
  document.addEventListener("compositionend", (event) => {
    setTimeout(() => event.target.dispatchEvent(new Event("input", { bubbles: true })), 0);
  }, true);

  /* Suggestions: from one Chinese or two Latin signs, own searches for an empty box, none once the form is sent. */
  let sent = false;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const words = event.target.closest && event.target.closest("#search-words");
    if (!words) return;
    const text = words.value.trim();
    const cause = event.detail.requestConfig.triggeringEvent;
    const enough = text ? /[\u3400-\u9fff]/.test(text) || text.length > 1 : "recent" in words.dataset;
    if (enough && !sent && !(text && cause && cause.type === "focus")) return;
    event.preventDefault();
    if (!enough) find("#suggest").replaceChildren();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".search")) return;
    sent = true;
    if (window.htmx) window.htmx.trigger("#search-words", "htmx:abort");
    find("#suggest").replaceChildren();
  });
  const walk = (event) => {
    const down = event.key === "ArrowDown";
    if (event.isComposing || !(down || event.key === "ArrowUp" || event.key === "Escape")) return;
    const words = find("#search-words");
    const stops = [words, ...all("#suggest a")];
    const at = stops.indexOf(document.activeElement);
    if (at < 0 || stops.length < 2) return;
    event.preventDefault();
    const to = event.key === "Escape" ? 0 : (at + (down ? 1 : stops.length - 1)) % stops.length;
    stops[to].focus();
    if (event.key === "Escape") find("#suggest").replaceChildren();
  };

  document.addEventListener("htmx:beforeSend", (event) => {
    const target = event.detail.target;
    if (target && target.setAttribute) target.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const target = event.detail.target;
    if (target && target.removeAttribute) target.removeAttribute("aria-busy");
    if (event.detail.successful) find("#alert").replaceChildren();
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => {
    document.addEventListener(name, (event) => {
      if (event.target.id === "search-words") return;
      trouble(event.detail);
    });
  });
  /* A button that stands outside its form says what was chosen, too: htmx looks only inside. */
  let pressed = null;
  document.addEventListener("submit", (event) => { pressed = event.submitter; }, true);
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = event.detail;
    if (pressed && pressed.name && pressed.form === elt && !elt.contains(pressed)) parameters[pressed.name] = pressed.value;
  });
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
  document.addEventListener("htmx:afterSettle", () => { drawCompare(); });
  document.addEventListener("ui:focus", (event) => focusOn(event.detail.value || event.detail));
  document.addEventListener("ui:toast", (event) => addToast(event.detail));
  document.addEventListener("ui:live", (event) => say(event.detail.value || event.detail));
  document.addEventListener("input", () => { sent = false; });
  window.addEventListener("pageshow", () => { sent = false; drawCompare(); });

  ready(document);
  const first = find("[data-focus]");
  if (first) first.focus();
})();
