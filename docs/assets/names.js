/* The theme's search box is a dialog without a name, which screen readers announce as "dialog" and no more. */
document.querySelector('.md-search[role="dialog"]')?.setAttribute("aria-label", "Search");
