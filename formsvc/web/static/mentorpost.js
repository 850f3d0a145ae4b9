// Comforts only: every page works without this file.

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// What autosave.js keeps in this tab goes when its writer signs out, and when it is sent.
function forgetTyped() {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith("mentorpost:"));
    for (const name of names) sessionStorage.removeItem(name);
  } catch {
    // No storage: nothing was kept.
  }
}
if (document.querySelector("[data-sent]")) forgetTyped();

// A second press of a submit button sends nothing twice; coming back to the page frees the button.
const sending = new WeakSet();
document.addEventListener("submit", (event) => {
  if (event.target.matches(".sign-out")) forgetTyped();
  if (sending.has(event.target)) event.preventDefault();
  else sending.add(event.target);
  setTimeout(() => sending.delete(event.target), 8000);
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => sending.delete(form)));

// A long list is invited some at a time; each page asks for the next by itself.
const going = document.querySelector("form[data-go-on]");
if (going) setTimeout(() => going.requestSubmit(), 600);

// Characters left; a screen reader hears it a second after the typing stops.
for (const field of document.querySelectorAll("[data-limit]")) {
  const shown = document.getElementById(`${field.id}-count`);
  const limit = Number(field.dataset.limit);
  if (!shown) continue;
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  shown.after(spoken);
  let timer;
  const count = () => {
    const left = limit - [...field.value].length;
    const noun = Math.abs(left) === 1 ? "character" : "characters";
    const words = `${Math.abs(left).toLocaleString("en-GB")} ${noun}`;
    shown.textContent = left < 0 ? `${words} too many` : `You have ${words} left`;
    shown.classList.toggle("over", left < 0);
    return shown.textContent;
  };
  field.addEventListener("input", () => {
    const said = count();
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = said; }, 1000);
  });
  count();
}

function addButton(text, row, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary";
  button.textContent = text;
  button.addEventListener("click", async () => {
    await act();
    button.textContent = `${text}: done`;
    setTimeout(() => { button.textContent = text; }, 3000);
  });
  row.append(button);
}

for (const source of document.querySelectorAll("[data-copy]")) {
  const row = document.createElement("p");
  row.className = "row";
  if (navigator.clipboard) {
    addButton("Copy", row, () => navigator.clipboard.writeText(source.dataset.copy));
  }
  if (source.dataset.download) {
    addButton("Save as a file", row, () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([`${source.dataset.copy}\n`], { type: "text/plain" }));
      link.download = source.dataset.download;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    addButton("Print", row, () => print());
  }
  source.after(row);
}
