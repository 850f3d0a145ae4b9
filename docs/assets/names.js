/* What the theme leaves to be wished for by people who use a screen reader or the keyboard alone. */

// The search box is a dialog without a name, which would be announced as "dialog" and no more.
document.querySelector('.md-search[role="dialog"]')?.setAttribute("aria-label", "Search");

// A table that is wider than the screen scrolls sideways, and the keyboard must reach it to do so.
const reach = (frame) => {
  if (frame.scrollWidth > frame.clientWidth) {
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", "A wide table, which scrolls sideways");
  } else {
    ["tabindex", "role", "aria-label"].forEach((name) => frame.removeAttribute(name));
  }
};
const reachAll = () => document.querySelectorAll(".md-typeset__scrollwrap").forEach(reach);
new ResizeObserver(reachAll).observe(document.body);
