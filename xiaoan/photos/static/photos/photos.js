// Makes pictures small in the browser and puts them, as text, into the fields beside the file input: so they are part
// of the draft, of what waits in the outbox, and of the form itself. Without this file the form sends the file.
// Old WeChat browsers: nothing newer than ES2017, no imports.

const SIDE = 1280; // pixels, the longer side
const MOST = 230000; // characters of base64, so that three fit in one form
const QUALITIES = [0.8, 0.7, 0.6, 0.5, 0.4];

const text = (file) =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });

const picture = (source) =>
  new Promise((done, failed) => {
    const found = new Image();
    found.onload = () => done(found);
    found.onerror = () => failed(new Error("unread"));
    found.src = source;
  });

// Upright as the camera meant it; what else it wrote into the file is not drawn.
async function small(file) {
  const found = await picture(await text(file));
  let scale = Math.min(1, SIDE / Math.max(found.naturalWidth, found.naturalHeight));
  for (; scale > 0.05; scale *= 0.75) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(found.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(found.naturalHeight * scale));
    const drawn = canvas.getContext("2d");
    drawn.fillStyle = "white";
    drawn.fillRect(0, 0, canvas.width, canvas.height);
    drawn.drawImage(found, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      const made = canvas.toDataURL("image/jpeg", quality);
      if (made.length <= MOST) return made;
    }
  }
  throw new Error("unread");
}

function take(field) {
  const form = field.closest("form");
  const say = field.dataset;
  const input = field.querySelector("input[type=file]");
  const says = field.querySelector("[data-photos-says]");
  const list = field.querySelector("[data-photos-list]");
  const slots = [...field.querySelectorAll("[data-photo-slot]")];
  const times = [...field.querySelectorAll("[data-photo-at]")];
  let reading = 0;

  const changed = () => field.dispatchEvent(new Event("input", { bubbles: true })); // the draft is saved
  const tell = (words) => (says.textContent = words);

  function show() {
    list.replaceChildren(
      ...slots.filter((slot) => slot.value).map((slot, n) => {
        const item = document.createElement("li");
        const image = document.createElement("img");
        image.src = slot.value;
        image.alt = say.took.replace("{n}", n + 1);
        const away = document.createElement("button");
        away.type = "button";
        away.className = "linkish";
        away.textContent = say.away.replace("{n}", n + 1);
        away.addEventListener("click", () => {
          slot.value = "";
          times[slots.indexOf(slot)].value = "";
          changed();
          show();
          input.focus();
        });
        item.append(image, away);
        return item;
      }),
    );
  }

  async function add(file) {
    const free = slots.find((slot) => !slot.value && !slot.dataset.taken);
    if (!free) return say.full;
    free.dataset.taken = "1";
    try {
      free.value = await small(file);
      times[slots.indexOf(free)].value = file.lastModified || Date.now();
      return "";
    } catch (unread) {
      return say.unread; // never left in the input: an outbox does not carry files, and nothing may be lost unsaid
    } finally {
      delete free.dataset.taken;
    }
  }

  input.addEventListener("change", async () => {
    const files = [...input.files];
    if (!files.length) return;
    reading += 1;
    tell(say.reading);
    const said = await Promise.all(files.map(add));
    input.value = "";
    reading -= 1;
    tell(said.find(Boolean) || "");
    changed();
    show();
  });

  // What is still being made small would not be in the sheet.
  form.addEventListener(
    "submit",
    (event) => {
      if (!reading) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      tell(say.wait);
    },
    true,
  );
  form.addEventListener("restored", show);
  form.addEventListener("reset", () => setTimeout(show, 0));
  form.dataset.live = "";
  show();
}

// An outbox carries no files: a form of one that has a paper chosen goes out as ever, once the server answers. Until
// then it stays as it is: nothing typed or chosen is lost, and its id is the same.
function past(field) {
  const form = field.closest("form");
  const input = field.querySelector("input[type=file]");
  const says = field.querySelector("[data-papers-says]");
  const box = window.xiaoanOutbox;
  let busy = false;

  async function send() {
    says.textContent = field.dataset.sending;
    await fetch("/livez", { cache: "no-store" });
    const id = form.elements[form.dataset.outboxId || "submission_id"].value;
    box.left = true; // no draft of what is sent
    for (const draft of box.mine(await box.all("drafts"))) if (draft.id === id) await box.drop("drafts", draft.key);
    box.afresh(form);
    HTMLFormElement.prototype.submit.call(form);
  }

  form.addEventListener(
    "submit",
    (event) => {
      if (form.dataset.outbox !== "on" || !input.files.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (busy) return;
      busy = true;
      send().catch(() => {
        box.left = busy = false;
        says.textContent = field.dataset.offline;
      });
    },
    true,
  );
}

document.querySelectorAll("[data-photos]").forEach(take);
document.querySelectorAll("form[data-outbox] [data-papers]").forEach(past);
