/*
 * What someone shares stands in the talk at once, as being sent; the answer, a whole talk, takes its place.
 * Where none comes it goes again: the words are still in their box. One stays where one wrote or pressed.
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

/** Where one goes on in the new talk: at what was pressed, at what was changed, or at one's reply. */
export function placeAfter({ elt, triggeringEvent }) {
  const pressed = triggeringEvent?.submitter?.id;
  const { id } = elt.closest(".edit, .thread__reply, .thread") ?? {};
  if (!id) return "";
  if (pressed) return `#${pressed}`;
  return elt.closest(".thread__answer") ? `#${id} .thread__reply:last-child` : `#${id}`;
}
