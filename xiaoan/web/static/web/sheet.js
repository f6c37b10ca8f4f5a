// Forms with `data-outbox`: what is typed survives a reload, what is submitted goes through the outbox (outbox.js).
// The form has an id of its own, made anew whenever its content is another (`data-outbox-id` names the field, else
// `submission_id`). Without IndexedDB or scripts it is posted as ever. ES2017, no imports.

const box = window.xiaoanOutbox;
const { me, say } = box;
const path = location.pathname;

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = (bytes[6] % 16) + 0x70;
  bytes[8] = (bytes[8] % 64) + 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const SILENT = /^(hidden|file|password|submit|button|reset|image)$/;

// A field about somebody in a list (`data-find`) counts once they are marked.
function said(field) {
  if (!field.name || SILENT.test(field.type) || field.type === "fieldset") return false;
  const row = field.closest("[data-find]");
  return !row || row.classList.contains("marked");
}

function typed(form) {
  return [...form.elements]
    .filter((field) => said(field) && field.value && (!/^(radio|checkbox)$/.test(field.type) || field.checked))
    .map((field) => [field.name, field.value]);
}

// What the draft does not name was empty, and somebody in a list whom it does not name is as simple as can be.
function fillIn(form, pairs) {
  const names = new Set(pairs.map(([name]) => name));
  for (const field of form.elements) {
    if (!field.name || SILENT.test(field.type)) continue;
    const listed = field.closest("[data-find]");
    if (field.type === "radio") field.checked = Boolean(listed) && field.value === "present" && !names.has(field.name);
    else if (field.type === "checkbox") field.checked = false;
    else if (/^(INPUT|TEXTAREA)$/.test(field.tagName)) field.value = "";
  }
  for (const [name, value] of pairs) {
    for (const field of [...form.elements].filter((one) => one.name === name)) {
      if (SILENT.test(field.type)) continue;
      if (!/^(radio|checkbox)$/.test(field.type)) field.value = value;
      else if (field.value === value) field.checked = true;
    }
  }
}

const valueIn = (row, name) => (row.pairs.find((pair) => pair[0] === name) || ["", ""])[1];

// The places where a form says how it stands; made if it has none.
function places(form) {
  const made = document.getElementById("unsent-form").content.cloneNode(true);
  const draft = form.querySelector("[data-draft]");
  const says = form.querySelector("[data-outbox-says]");
  if (!draft) form.prepend(made.querySelector("[data-draft]"));
  if (!says) form.append(made.querySelector(".outbox"));
  form.querySelector("[data-outbox-sign-in]").search = `?next=${encodeURIComponent(path + location.search)}`;
}

function take(form) {
  const id = form.elements[form.dataset.outboxId || "submission_id"];
  const base = form.elements.base_version;
  const { pressed: stamp, course } = form.elements; // when the button was, by this clock; which course of several forms
  const name = form.dataset.outboxKey ? `${path} ${form.dataset.outboxKey}` : path;
  const about = () => (base || course ? (base || course).value : "");
  const draftKey = () => [me, name, about()].join(" ");
  const chain = () => ("outboxChain" in form.dataset ? `${path} ${course ? course.value : ""}` : "");
  const answers = "answer" in form.dataset; // this page answers a submission: what it holds is not stored yet
  let first = "";
  let saving = null;
  let tried = answers; // one id never stands for two contents
  let queued = ""; // the waiting sheet that this page put there
  let busy = false;
  let pending = false;
  let left = false; // sent or discarded: nothing typed here is kept any more

  async function save() {
    clearTimeout(saving);
    if (left || box.left) return undefined;
    const pairs = typed(form);
    const key = draftKey();
    if (JSON.stringify(pairs) === first) return box.drop("drafts", key);
    return box.put("drafts", { key, user: me, path, pairs, id: id.value, at: Date.now() });
  }

  // A page that was fetched anew goes on with the course of what waits.
  async function adopt() {
    const waits = (await box.waiting()).filter((row) => row.path === path && valueIn(row, "course"));
    if (waits.length) course.value = valueIn(waits[0], "course");
  }

  async function restore() {
    const rows = (await box.waiting()).filter((row) => (row.form || row.path) === name);
    const draft = (await box.get("drafts", draftKey())) || rows.pop();
    if (!draft || draft.user !== me) return;
    const waits = (await box.waiting()).find((row) => row.id === draft.id);
    if (waits) queued = waits.key;
    if (waits && stamp && Date.now() - waits.at < 86400000) stamp.value = valueIn(waits, "pressed");
    fillIn(form, draft.pairs);
    id.value = draft.id;
    tried = true;
    form.dispatchEvent(new Event("restored"));
    const note = form.querySelector("[data-draft]");
    note.querySelector("[data-draft-at]").textContent = box.moment(draft.at);
    note.hidden = false;
  }

  async function discard() {
    left = true;
    await box.drop("drafts", draftKey());
    if (queued) await box.drop("outbox", queued);
    location.replace(location.href);
  }

  // By hand: the browser posts the form itself, and its own page shows the answer.
  function plainly() {
    box.afresh(form);
    HTMLFormElement.prototype.submit.call(form);
  }

  function sheet(button) {
    if (stamp && !stamp.value) stamp.value = Date.now();
    const heads = [...form.querySelectorAll("input[type=hidden]")].filter((field) => field.name && field.name !== "csrfmiddlewaretoken");
    const pressed = button && button.name ? [[button.name, button.value]] : [];
    const pairs = heads.map((field) => [field.name, field.value]).concat(typed(form), pressed);
    const action = form.getAttribute("action");
    const to = action ? new URL(action, location.href) : location;
    return {
      key: `${me} ${name} ${id.value}`,
      user: me,
      path,
      form: name,
      chain: chain(),
      url: to.pathname + to.search,
      title: form.dataset.title || document.title.split(" · ")[0],
      pairs,
      id: id.value,
      state: "later",
      at: Date.now(),
    };
  }

  async function submit(button) {
    const row = sheet(button);
    if (button) button.setAttribute("aria-disabled", "true");
    form.querySelector("[data-outbox-says]").textContent = say.saySending;
    try {
      await save();
      await box.enqueue(row, queued);
    } catch (full) {
      plainly();
      return;
    }
    queued = row.key;
    tried = true;
    pending = true;
    const told = await box.sendOne(row.key);
    if (told.is === "done" || told.is === "gone") {
      left = true;
      location.assign(told.goal || path);
    } else if (told.is === "look" && told.asked) {
      pending = false;
      await box.drop("outbox", row.key);
      location.assign(told.asked);
    } else if (told.refused) {
      // Before the eyes of who pressed: what is wrong is said on the page, and nothing waits to be sent.
      pending = false;
      queued = "";
      await box.drop("outbox", row.key);
      plainly();
    } else if (told.is === "look") {
      plainly(); // stays in the list until it is answered
    } else {
      box.failed();
      if (button) button.removeAttribute("aria-disabled");
    }
  }

  function settled() {
    busy = false;
    if (!left) form.removeAttribute("aria-busy");
  }

  function tell(rows) {
    if (busy || left) return;
    const row = rows.find((one) => one.key === queued) || rows.find((one) => (one.form || one.path) === name);
    const note = form.querySelector("[data-outbox-says]");
    if (!row && pending && tried) {
      // Another tab sent it, or a later try did: the address answers with the receipt.
      if (chain() && rows.some((one) => one.chain === chain())) {
        note.textContent = say.saySent; // the page stays while others of its course wait
        pending = false;
        queued = "";
        if (stamp) stamp.value = "";
        return;
      }
      left = true;
      location.replace(box.goals[name] || path);
      return;
    }
    pending = Boolean(row);
    const words = row ? { "sign-in": say.saySignIn, look: row.said || say.sayLook }[row.state] || say.sayOffline : "";
    if (note.textContent !== words) note.textContent = words;
    form.querySelector("[data-outbox-sign-in]").hidden = !row || row.state !== "sign-in";
  }

  // Content changed after it was sent is another submission.
  form.addEventListener("input", () => {
    if (tried) id.value = freshId();
    tried = false;
  });
  form.addEventListener("submit", () => (tried = true));

  async function listen() {
    places(form);
    first = answers ? "" : JSON.stringify(typed(form));
    form.addEventListener("input", () => {
      clearTimeout(saving);
      saving = setTimeout(() => save().catch(() => undefined), 100);
    });
    window.addEventListener("pageshow", (event) => event.persisted && left && location.reload());
    window.addEventListener("pagehide", () => save().catch(() => undefined));
    form.querySelector("[data-discard]").addEventListener("click", discard);
    form.addEventListener("submit", (event) => {
      if ("outboxLive" in form.dataset && !("live" in form.dataset)) return; // its own script has to be there
      event.preventDefault();
      if (busy || left) return;
      busy = true;
      form.setAttribute("aria-busy", "true"); // what is changed now would be in no sheet
      const button = event.submitter || form.querySelector(".btn-primary");
      submit(button).then(settled, plainly).then(box.show);
    });
    if (answers) {
      const waits = (await box.waiting()).find((row) => row.id === id.value);
      queued = waits ? waits.key : "";
    } else {
      if (course) await adopt();
      id.value = freshId(); // a page kept from before brings one that may have been used since
      await restore();
    }
    box.watchers.push(tell);
    form.dataset.outbox = "on";
    await box.show();
  }

  box.ready.then((found) => found && me && listen());
}

document.querySelectorAll("form[data-outbox]").forEach(take);
