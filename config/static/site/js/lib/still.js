/* Who types sees their field stay where it is, whatever grows or goes above it. */

const TEXT = 'textarea, input:not([type="hidden"], [type="checkbox"], [type="radio"], [type="submit"])';

/** Makes the change; where it moves the field one types in, the page is scrolled by as much. */
export function still(change) {
  const field = document.activeElement;
  const before = field?.matches(TEXT) && field.getBoundingClientRect();
  if (!before || before.bottom < 0 || before.top > innerHeight) return change();
  const root = document.documentElement;
  root.style.overflowAnchor = "none"; // or browsers that know how would do it a second time
  change();
  const moved = field.isConnected ? field.getBoundingClientRect().top - before.top : 0;
  scrollBy({ top: moved, behavior: "instant" });
  requestAnimationFrame(() => { root.style.overflowAnchor = ""; });
}
