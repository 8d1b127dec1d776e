/*
 * What someone shares stands in the talk at once, as being sent; the answer, a whole talk, takes its place.
 * Where none comes it goes again: the words are still in their box.
 */
export function showPending(form, talk) {
  const box = form.matches("form:not(.edit)") ? form.querySelector("textarea[name=body]") : undefined;
  const threads = talk.querySelector(".talk__threads"); // none in a box without a connection
  if (!box?.value.trim() || !threads) return () => {};
  const pending = document.getElementById("talk-pending").content.firstElementChild.cloneNode(true);
  pending.querySelector("[data-pending-words]").textContent = box.value.trim();
  const foot = form.closest(".thread")?.querySelector(".thread__foot");
  if (foot) foot.before(pending);
  else threads.append(pending);
  pending.scrollIntoView({ block: "nearest" });
  return () => pending.remove();
}
