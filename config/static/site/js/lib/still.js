/* Who types sees their field stay where it is, whatever grows or goes above it. */

const TEXT = 'textarea, input:not([type="hidden"], [type="checkbox"], [type="radio"], [type="submit"])';

/** Makes the change; where it moves the field one types in, the page is scrolled by as much. */
export function still(change) {
  const field = document.activeElement;
  if (!field?.matches(TEXT)) return change();
  const root = document.documentElement;
  const before = field.getBoundingClientRect().top;
  root.style.overflowAnchor = "none"; // or browsers that know how would do it a second time
  change();
  if (field.isConnected) scrollBy({ top: field.getBoundingClientRect().top - before, behavior: "instant" });
  requestAnimationFrame(() => { root.style.overflowAnchor = ""; });
}
