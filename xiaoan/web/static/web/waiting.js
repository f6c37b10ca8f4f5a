// How much waits, beside its entry in the navigation; no answer: nothing.

const counts = document.querySelectorAll(".count[data-count]");

const ask = () => new Set([...counts].map((one) => one.dataset.count)).forEach(tell);

function tell(url) {
  fetch(url, { redirect: "error" })
    .then((answer) => (answer.ok ? answer.json() : { count: 0 }))
    .then(({ count }) => {
      for (const place of counts) {
        if (place.dataset.count !== url) continue;
        const words = document.createElement("span");
        words.className = "visually-hidden";
        words.textContent = place.dataset.words.replace("{n}", count);
        const number = document.createElement("span");
        number.ariaHidden = "true";
        number.textContent = count > 99 ? "99+" : count;
        place.replaceChildren(number, words);
        place.hidden = count === 0;
      }
    })
    .catch(() => {});
}

// A desk shows the navigation: once the page is there. A phone asks when its menu is opened.
if (counts.length && document.querySelector(".rail")) ask();
else if (counts.length) document.querySelector(".menu").addEventListener("toggle", ask, { once: true });
