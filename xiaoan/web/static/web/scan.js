// Scanning into a form: a hand scanner types and ends with Enter; the camera reads with the browser's own
// BarcodeDetector, or with ZXing (loaded only when asked for). Typing always works, and without this file too.

const AGAIN_MS = 2000; // the same code so soon is the same look, not a second box
const KEY_MS = 40; // nobody types that fast: a scanner
const FORMATS = ["ean_13", "ean_8", "upc_a", "code_128", "qr_code", "data_matrix", "itf"];

let last = { code: "", at: 0 };

const guard = (code) => {
  const now = Date.now();
  const twice = code === last.code && now - last.at < AGAIN_MS;
  last = { code, at: now };
  return !twice;
};

const load = (address) =>
  new Promise((done, failed) => {
    if (window.ZXing) return done();
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });

async function detector(address) {
  if ("BarcodeDetector" in window) {
    const known = await window.BarcodeDetector.getSupportedFormats();
    const wanted = FORMATS.filter((format) => known.includes(format));
    if (wanted.length) {
      const own = new window.BarcodeDetector({ formats: wanted });
      return async (video) => (await own.detect(video))[0]?.rawValue ?? "";
    }
  }
  await load(address);
  const reader = new window.ZXing.BrowserMultiFormatReader();
  const canvas = document.createElement("canvas");
  return async (video) => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    try {
      const light = new window.ZXing.HTMLCanvasElementLuminanceSource(canvas);
      return reader.decodeBitmap(new window.ZXing.BinaryBitmap(new window.ZXing.HybridBinarizer(light))).getText();
    } catch {
      return ""; // nothing in this picture
    }
  };
}

for (const form of document.querySelectorAll("form[data-scan]")) {
  const input = form.querySelector("[data-scan-into]");
  const button = form.querySelector("[data-scan-camera]");
  const said = form.querySelector("[data-scan-said]");
  const video = form.querySelector("[data-scan-video]");
  const fills = form.dataset.scan === "fill"; // one field of a longer form
  const start = button.textContent;
  let presses = 0;
  let stream = null;
  let asking = 0; // the press for which the camera is on or asked for; 0: none

  const stop = () => {
    asking = 0;
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.textContent = start;
  };

  const take = (code) => {
    stop();
    input.value = code;
    if (fills) return input.focus();
    form.requestSubmit();
  };

  // The Enter of a hand scanner ends the field, not the form.
  if (fills)
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });

  form.addEventListener("submit", (event) => {
    if (fills || !input.value.trim()) return;
    if (guard(input.value)) return;
    event.preventDefault();
    said.textContent = button.dataset.twice;
    input.select();
  });

  async function look() {
    const mine = (asking = ++presses);
    const given = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (mine !== asking) return given.getTracks().forEach((track) => track.stop());
    stream = given;
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    button.textContent = button.dataset.stop;
    said.textContent = button.dataset.looking;
    const read = await detector(button.dataset.decoder);
    while (mine === asking) {
      const code = video.videoWidth ? await read(video) : "";
      if (code && mine === asking) return take(code);
      await new Promise((next) => setTimeout(next, 150));
    }
  }

  button.hidden = !navigator.mediaDevices?.getUserMedia;
  button.addEventListener("click", () => {
    if (stream) return stop();
    if (asking) return; // the browser is still asking for permission
    look().catch(() => {
      if (!asking) return; // stopped, or left the page meanwhile
      stop();
      said.textContent = button.dataset.denied;
      input.focus();
    });
  });
  window.addEventListener("pagehide", stop);

  // With a mouse the field is ready for a hand scanner; on a phone the keyboard would cover the page.
  if (!fills && window.matchMedia("(pointer: fine)").matches) input.focus();
  if (input.value && !fills) input.select();
}

// A hand scanner that types while nothing has the focus: its keys are kept until Enter.
const first = document.querySelector("form[data-scan]:not([data-scan=fill]) [data-scan-into]");
let keys = "";
let at = 0;
document.addEventListener("keydown", (event) => {
  if (!first || event.target.closest("input, select, textarea, button, a, summary")) return;
  const now = Date.now();
  if (now - at > KEY_MS) keys = "";
  at = now;
  if (event.key === "Enter" && keys.length > 3) {
    event.preventDefault();
    first.value = keys;
    first.form.requestSubmit();
  } else if (event.key.length === 1) {
    keys += event.key;
  }
});
